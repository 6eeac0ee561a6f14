import type { TracingSetting } from '../config/tracing-setting.js';

/** What the self-test uses where its caller names nothing. */
export const SELF_TEST_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'DATABASE_URL',
    default: '',
    description: 'Postgres of the self-test; without it that part is left out.',
  },
  {
    env: 'RABBITMQ_URL',
    default: '',
    description: 'RabbitMQ of the self-test; without it that part is left out.',
  },
];
