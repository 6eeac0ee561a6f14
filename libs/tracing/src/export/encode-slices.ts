import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { MOST_MS_A_TURN, TurnBudget } from '../sdk/turn-budget.js';
import type { SpanEncoder } from './span-encoder.js';

const MOST_SPANS = 32;
/** Slices that take less may be larger: each begins with the resource once more. */
const QUICK_MS = MOST_MS_A_TURN / 8;

/**
 * How many spans of an encoder are encoded in one go, as learnt: the first ones of a process run code that has not been
 * compiled yet, and take ten times as long; large spans take longer always.
 */
const sizes = new WeakMap<SpanEncoder, number>();

/** Encodes slice by slice, and lets other work go on in between. */
export async function encodeInSlices(
  encoder: SpanEncoder,
  spans: readonly ReadableSpan[],
  clock: () => number = () => performance.now(),
): Promise<Uint8Array> {
  const requests: Uint8Array[] = [];
  const budget = new TurnBudget(clock);
  for (let at = 0; at < spans.length;) {
    const size = sizes.get(encoder) ?? 1;
    const began = clock();
    requests.push(encoder.encode(spans.slice(at, at + size)));
    at += size;
    sizes.set(encoder, nextSize(size, clock() - began));
    if (budget.isSpent) await budget.renew();
  }
  const [only = encoder.encode([])] = requests;
  return requests.length > 1 ? encoder.join(requests) : only;
}

function nextSize(size: number, ms: number): number {
  if (ms > MOST_MS_A_TURN) return Math.max(1, size >> 2);
  return ms < QUICK_MS ? Math.min(MOST_SPANS, size * 2) : size;
}
