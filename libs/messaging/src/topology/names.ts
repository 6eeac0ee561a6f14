import type { MessageClass, MessageKind } from '@throughline/contracts';

/** Every name on the broker is made here. */
export const exchangeOf = (kind: MessageKind): string =>
  kind === 'command' ? 'throughline.commands' : 'throughline.events';

export const queueOf = (service: string, messageType: string): string => `${service}.${messageType}`;

export const deadLetterQueueOf = (queue: string): string => `${queue}.dead`;

/** How long a message may wait before it is tried again, step by step; the last one repeats. */
export const RETRY_DELAYS_MS = [1_000, 5_000, 30_000] as const;

/** Exchange and queue of one delay; the routing key of what waits there is the queue to return to. */
export const retryExchangeOf = (delayMs: number): string => `throughline.retry.${delayMs / 1000}s`;

/** Delay before the try that follows `tried` failed ones (1, 2, ...). */
export function retryDelay(tried: number): number {
  const [first, ...rest] = RETRY_DELAYS_MS;
  return [first, ...rest][Math.min(tried, RETRY_DELAYS_MS.length) - 1] ?? first;
}

/** The destination's name in spans, as the semantic conventions want it. */
export const producerDestination = (type: Pick<MessageClass, 'kind' | 'messageType'>): string =>
  `${exchangeOf(type.kind)}:${type.messageType}`;
