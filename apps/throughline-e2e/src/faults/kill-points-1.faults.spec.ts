import { describeKills } from './support/kill-points.js';

describeKills({ number: 1, of: 2 });
