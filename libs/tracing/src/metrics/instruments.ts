import { type Meter, type ObservableCallback, metrics } from '@opentelemetry/api';
import { LabelBound, type Labels } from './label-bound.js';

/** A metric that is added to. */
export interface Added {
  add(value: number, labels?: Labels): void;
}

/** A metric whose values are distributed over buckets. */
export interface Distribution {
  record(value: number, labels?: Labels): void;
}

export interface DistributionOptions {
  readonly description: string;
  readonly unit?: string;
  /** Upper bounds of the buckets. */
  readonly buckets: readonly number[];
}

const added = new Map<string, Added>();
const distributions = new Map<string, Distribution>();
let known: Meter | undefined;

/** A counter by its name, made when first used: before the SDK has started, the API would hand out a dead one. */
export const counter = (name: string, description: string): Added =>
  made(added, name, () => {
    const inner = meter().createCounter(name, { description });
    const bound = new LabelBound();
    return { add: (value, labels = {}) => inner.add(value, bound.bounded(labels)) };
  });

/** A distribution by its name. */
export const distribution = (
  name: string,
  { description, unit = '', buckets }: DistributionOptions,
): Distribution =>
  made(distributions, name, () => {
    const advice = { explicitBucketBoundaries: [...buckets] };
    const inner = meter().createHistogram(name, { description, unit, advice });
    const bound = new LabelBound();
    return { record: (value, labels = {}) => inner.record(value, bound.bounded(labels)) };
  });

export const meter = (): Meter => (known ??= metrics.getMeter('@throughline/tracing'));

interface ObservedGauge {
  readonly name: string;
  readonly description: string;
  readonly read: (observe: (value: number, labels: Labels) => void) => void;
}

/** Each with what stops it. */
const gauges = new Map<ObservedGauge, () => void>();

/** A number that is looked up when metrics are read. @returns what stops that */
export function observedGauge(gauge: ObservedGauge): () => void {
  gauges.set(gauge, registered(gauge));
  return () => {
    gauges.get(gauge)?.();
    gauges.delete(gauge);
  };
}

function registered({ name, description, read }: ObservedGauge): () => void {
  const bound = new LabelBound();
  const look: ObservableCallback = (result) =>
    read((value, labels) => result.observe(value, bound.bounded(labels)));
  const inner = meter().createObservableGauge(name, { description });
  inner.addCallback(look);
  return () => inner.removeCallback(look);
}

/** Makes instruments anew that were made before the SDK has started. */
export function resetInstruments(): void {
  added.clear();
  distributions.clear();
  known = undefined;
  for (const gauge of gauges.keys()) gauges.set(gauge, registered(gauge));
}

function made<T>(from: Map<string, T>, name: string, make: () => T): T {
  const found = from.get(name);
  if (found !== undefined) return found;
  const fresh = make();
  from.set(name, fresh);
  return fresh;
}
