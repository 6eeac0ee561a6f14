import { createHash, randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes as lower-case hex, never all zero. Bytes come from a pool, because asking for eight at a time is slow. */
export function randomHex(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('hex', used, used + bytes);
  used += bytes;
  return /^0+$/.test(text) ? randomHex(bytes) : text;
}

/** A new random span id: 16 hex digits. */
export const newSpanId = (): string => randomHex(8);

/** The trace id of a run: the run id's 128 bits without the dashes. */
export const traceIdOf = (runId: string): string => runId.replaceAll('-', '').toLowerCase();

/** The span id of a run's root span, known to everyone before the span exists. */
export const rootSpanIdOf = (runId: string): string => derivedSpanId('run', traceIdOf(runId));

/** The span id of the derived span of one attempt. */
export const attemptSpanIdOf = (runId: string, taskId: string, attempt: number): string =>
  derivedSpanId('attempt', traceIdOf(runId), taskId, String(attempt));

/**
 * The span id of one handling of one delivery of a message, so that a delivery handled twice is one span.
 * @param attemptNo 0 when handled in a shared transaction, 1 alone
 */
export const deliverySpanIdOf = (
  messageId: string,
  consumer: string,
  deliveryCount: number,
  attemptNo: number,
): string => derivedSpanId('delivery', messageId, consumer, String(deliveryCount), String(attemptNo));

function derivedSpanId(...parts: readonly string[]): string {
  const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return /^0+$/.test(id) ? '0000000000000001' : id;
}
