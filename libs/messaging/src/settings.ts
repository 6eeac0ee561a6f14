import { ThroughlineError } from '@throughline/contracts';

export const DEFAULT_OUTBOX_MAX_ROWS = 10_000;

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
] as const;

/** @throws {ThroughlineError} `setting_invalid` when the variable holds no positive whole number */
export function outboxMaxRows(env: NodeJS.ProcessEnv = process.env): number {
  const text = env['OUTBOX_MAX_ROWS'];
  if (text === undefined || text === '') return DEFAULT_OUTBOX_MAX_ROWS;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  const message = `OUTBOX_MAX_ROWS must be a whole number from 1 on, but is ${JSON.stringify(text)}`;
  throw new ThroughlineError('setting_invalid', 'invalid', message, {
    fields: { setting: 'OUTBOX_MAX_ROWS' },
  });
}
