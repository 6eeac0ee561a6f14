import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanEncoder } from './span-encoder.js';

const MOST_SPANS = 32;
/** The event loop is let go after so long. */
const MOST_MS = 2;
/** Slices that take less may be larger: each begins with the resource once more. */
const QUICK_MS = MOST_MS / 8;

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
  let turnBegan = clock();
  for (let at = 0; at < spans.length;) {
    const size = sizes.get(encoder) ?? 1;
    const began = clock();
    requests.push(encoder.encode(spans.slice(at, at + size)));
    at += size;
    const now = clock();
    sizes.set(encoder, nextSize(size, now - began));
    if (now - turnBegan < MOST_MS || at >= spans.length) continue;
    await nextTurn();
    turnBegan = clock();
  }
  const [only = encoder.encode([])] = requests;
  return requests.length > 1 ? encoder.join(requests) : only;
}

function nextSize(size: number, ms: number): number {
  if (ms > MOST_MS) return Math.max(1, size >> 2);
  return ms < QUICK_MS ? Math.min(MOST_SPANS, size * 2) : size;
}
