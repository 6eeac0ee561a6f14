import { describeKills } from './support/kill-points.js';

describeKills({ number: 2, of: 2 });
