import type { TracingSetting } from '../config/tracing-setting.js';

/** Where spans of runs are journalled. */
export const JOURNAL_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'THROUGHLINE_HOME',
    default: '',
    description:
      'Absolute path of the state folder; where set, spans of runs are journalled in journals/<service>/.',
  },
];
