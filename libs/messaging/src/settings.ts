import { ThroughlineError } from '@throughline/contracts';

export const DEFAULT_OUTBOX_MAX_ROWS = 10_000;
export const DEFAULT_MAX_REDRIVES = 3;
export const DEFAULT_QUEUE_MAX_WAITING = 10_000;

/** Environment variables that this library reads. */
export const MESSAGING_SETTINGS = [
  {
    env: 'RABBITMQ_URL',
    description:
      'RabbitMQ, as amqp://user:password@host:port/vhost. Required by services that send or receive.',
  },
  {
    env: 'OUTBOX_MAX_ROWS',
    default: DEFAULT_OUTBOX_MAX_ROWS,
    description:
      'Messages that may wait for RabbitMQ in one service; above it, new work is refused with 503.',
  },
  {
    env: 'DEAD_LETTER_MAX_REDRIVES',
    default: DEFAULT_MAX_REDRIVES,
    description: 'How often a message may be sent again from the dead letters of its queue.',
  },
  {
    env: 'QUEUE_MAX_WAITING',
    default: DEFAULT_QUEUE_MAX_WAITING,
    description: 'Messages that may wait in one queue; above it, new runs are refused with 503.',
  },
] as const;

/** @throws {ThroughlineError} `setting_invalid` when the variable holds no positive whole number */
export const outboxMaxRows = (env: NodeJS.ProcessEnv = process.env): number =>
  wholeNumber(env['OUTBOX_MAX_ROWS'], 'OUTBOX_MAX_ROWS', DEFAULT_OUTBOX_MAX_ROWS);

/** @throws {ThroughlineError} `setting_invalid` */
export const maxRedrives = (env: NodeJS.ProcessEnv = process.env): number =>
  wholeNumber(env['DEAD_LETTER_MAX_REDRIVES'], 'DEAD_LETTER_MAX_REDRIVES', DEFAULT_MAX_REDRIVES);

/** @throws {ThroughlineError} `setting_invalid` */
export const queueMaxWaiting = (env: NodeJS.ProcessEnv = process.env): number =>
  wholeNumber(env['QUEUE_MAX_WAITING'], 'QUEUE_MAX_WAITING', DEFAULT_QUEUE_MAX_WAITING);

function wholeNumber(text: string | undefined, setting: string, otherwise: number): number {
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  const message = `${setting} must be a whole number from 1 on, but is ${JSON.stringify(text)}`;
  throw new ThroughlineError('setting_invalid', 'invalid', message, { fields: { setting } });
}
