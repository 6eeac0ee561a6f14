import { listOf, serviceOf, type ToldSpan } from './otlp-answer.js';
import { field } from '../support/run-trace.js';

/** How often each pair of services is there: `parent -> child`. */
export type PairCounts = ReadonlyMap<string, number>;

const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5];
const CALLEE_OF = new Map([
  [CLIENT, SERVER],
  [PRODUCER, CONSUMER],
]);

/**
 * What Jaeger counts as dependencies, sorted by why: it joins every span with its parent, whatever their kinds. We count
 * calls alone: CLIENT and SERVER, PRODUCER and CONSUMER, in two services.
 */
export interface SortedPairs {
  readonly calls: PairCounts;
  /** Both in one service. */
  readonly inside: PairCounts;
  /** The parent was worked out by its owner and never open in a process: nobody has called anybody. */
  readonly underDerived: PairCounts;
  readonly others: PairCounts;
}

export function sortedPairs(traces: Iterable<ReadonlyMap<string, ToldSpan>>): SortedPairs {
  const sorted = {
    calls: new Map<string, number>(),
    inside: new Map<string, number>(),
    underDerived: new Map<string, number>(),
    others: new Map<string, number>(),
  };
  for (const spans of traces)
    for (const span of spans.values()) {
      const parent = spans.get(String(span.fields['parentSpanId']));
      if (parent !== undefined) count(sorted[sortOf(parent, span)], parent, span);
    }
  return sorted;
}

/** `data` of an answer of `/api/dependencies`. */
export const pairsOf = (answer: unknown): PairCounts =>
  new Map(
    listOf(answer, 'data').map((edge) => [
      `${String(field(edge, 'parent'))} -> ${String(field(edge, 'child'))}`,
      Number(field(edge, 'callCount')),
    ]),
  );

export const servicesOf = (traces: readonly ReadonlyMap<string, ToldSpan>[]): ReadonlySet<string> =>
  new Set(traces.flatMap((spans) => [...spans.values()].map(serviceOf)));

export const pairsAmong = (services: ReadonlySet<string>, pairs: PairCounts): PairCounts =>
  new Map([...pairs].filter(([pair]) => pair.split(' -> ').every((service) => services.has(service))));

/** The sum of several counts. */
export function together(...all: readonly PairCounts[]): PairCounts {
  const sum = new Map<string, number>();
  for (const counts of all) for (const [pair, n] of counts) sum.set(pair, (sum.get(pair) ?? 0) + n);
  return sum;
}

function sortOf(parent: ToldSpan, child: ToldSpan): keyof SortedPairs {
  if (serviceOf(parent) === serviceOf(child)) return 'inside';
  if (CALLEE_OF.get(Number(parent.fields['kind'])) === child.fields['kind']) return 'calls';
  return isDerived(parent) ? 'underDerived' : 'others';
}

/** Runs and attempts: their ids follow from what they are of, and their owner exports them when they have ended. */
const isDerived = ({ fields }: ToldSpan): boolean =>
  fields['name'] === 'workflow_orchestrator.run' || fields['name'] === 'workflow_orchestrator.attempt';

function count(counts: Map<string, number>, parent: ToldSpan, child: ToldSpan): void {
  const pair = `${serviceOf(parent)} -> ${serviceOf(child)}`;
  counts.set(pair, (counts.get(pair) ?? 0) + 1);
}
