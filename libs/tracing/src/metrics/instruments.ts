import { type Counter, type Meter, metrics } from '@opentelemetry/api';

const counters = new Map<string, Counter>();
let known: Meter | undefined;

/** A counter by its name, made when first used: before the SDK has started, the API would hand out a dead one. */
export function counter(name: string, description: string): Counter {
  const found = counters.get(name);
  if (found !== undefined) return found;
  const made = meter().createCounter(name, { description });
  counters.set(name, made);
  return made;
}

export const meter = (): Meter => (known ??= metrics.getMeter('@throughline/tracing'));

/** Forgets instruments made before the SDK has started. */
export function resetInstruments(): void {
  counters.clear();
  known = undefined;
}
