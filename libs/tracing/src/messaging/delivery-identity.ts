import { type Context, type Link, type SpanContext, isSpanContextValid, trace } from '@opentelemetry/api';
import { deliverySpanIdOf, newSpanId } from '../ids/span-ids.js';
import { type DeliveredMessage, headersOf, isRecord } from './amqp-message.js';

/** More than a queue’s delivery limit, so that counts of different rounds never meet. */
const COUNTS_PER_ROUND = 1_000;

/** The id of a delivery’s span, and the delivery of the same message before it. */
export interface DeliveryIdentity {
  readonly spanId: string;
  readonly links: Link[];
}

/**
 * A span’s id follows from the message and how often it was delivered, so that another process can link to it. Where
 * the broker does not count (classic queues), or a message is read by many (streams), the id is a new one.
 */
export function deliveryIdentity(
  message: DeliveredMessage,
  queue: string,
  parent: Context,
): DeliveryIdentity {
  const sender = trace.getSpanContext(parent);
  if (sender === undefined || !isSpanContextValid(sender)) return { spanId: newSpanId(), links: [] };
  const headers = headersOf(message);
  const count = countIn(headers['x-delivery-count']);
  const round = deathsIn(headers['x-death'], queue) * COUNTS_PER_ROUND;
  const isRedelivered = message.fields['redelivered'] === true;
  const idOf = (n: number): string => deliverySpanIdOf(`${sender.traceId}${sender.spanId}`, queue, n, 0);
  const isAmbiguous = 'x-stream-offset' in headers || (isRedelivered && count === 0);
  const before = earlier({ count, round, isRedelivered });
  return {
    spanId: isAmbiguous ? newSpanId() : idOf(round + count),
    links: before === undefined ? [] : [linkTo(sender, idOf(before))],
  };
}

function earlier(at: { count: number; round: number; isRedelivered: boolean }): number | undefined {
  if (at.count > 0) return at.round + at.count - 1;
  if (at.isRedelivered) return at.round;
  return at.round > 0 ? at.round - COUNTS_PER_ROUND : undefined;
}

const linkTo = (sender: SpanContext, spanId: string): Link => ({
  context: { ...sender, spanId },
  attributes: { 'throughline.link': 'earlier_delivery' },
});

const countIn = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;

/** How often the message has died in this queue, to come back through another one. */
function deathsIn(deaths: unknown, queue: string): number {
  if (!Array.isArray(deaths)) return 0;
  return deaths.reduce<number>(
    (sum, death: unknown) =>
      isRecord(death) && death['queue'] === queue ? sum + countIn(death['count']) : sum,
    0,
  );
}
