import type { TraceState } from '@opentelemetry/api';
import { TraceStateList } from '../propagation/tracestate.js';

const RANDOM_BITS = 56n;
const ALL = 2n ** RANDOM_BITS;
const HEX_DIGITS = 14;
const KEY = 'ot';
const RANDOM_VALUE = /(?:^|;)rv:([\da-f]{14})(?:;|$)/;

/** The threshold below which traces of this probability are given up, of 56 bits; undefined: all are. */
export function thresholdOf(probability: number): bigint | undefined {
  if (probability >= 1) return 0n;
  const threshold = ALL - BigInt(Math.round(probability * Number(ALL)));
  return threshold >= ALL ? undefined : threshold;
}

/** The random part of a trace: what `rv:` says, else the last 56 bits of its id. All that see the trace see the same. */
export function randomnessOf(traceId: string, state: TraceState | undefined): bigint {
  const given = RANDOM_VALUE.exec(state?.get(KEY) ?? '')?.[1];
  return BigInt(`0x${given ?? traceId.slice(-HEX_DIGITS)}`);
}

/** The trace state that says with which threshold a trace was kept, so that counts can be worked back. */
export function withThreshold(state: TraceState | undefined, threshold: bigint): TraceState {
  const others = (state?.get(KEY) ?? '').split(';').filter((part) => part !== '' && !part.startsWith('th:'));
  const digits = threshold.toString(16).padStart(HEX_DIGITS, '0').replace(/0+$/, '') || '0';
  return (state ?? TraceStateList.EMPTY).set(KEY, [`th:${digits}`, ...others].join(';'));
}
