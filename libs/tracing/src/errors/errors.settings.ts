import type { TracingSetting } from '../config/tracing-setting.js';

/** Where errors are reported, and how many of them. */
export const ERROR_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'SENTRY_DSN',
    default: '',
    description: 'DSN of the Sentry project that errors are reported to; without it, none are.',
  },
  {
    env: 'GIT_COMMIT_SHA',
    default: 'unknown',
    description: 'Commit that runs: the release that errors are reported of.',
  },
  {
    env: 'SENTRY_SAMPLE_RATE',
    default: '1.0',
    description: 'Ratio of the errors that are reported.',
  },
  {
    env: 'SENTRY_TRACES_SAMPLE_RATE',
    default: '',
    description: 'Ratio of the traces that Sentry is given as well; 0.1 in production, else 1.0.',
  },
];
