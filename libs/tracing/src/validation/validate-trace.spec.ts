import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { newSpanId, traceIdOf } from '../ids/span-ids.js';
import type { TraceSpan } from './trace-span.js';
import { validateTrace } from './validate-trace.js';

const runId = uuidv7();

function span(parentSpanId: string | undefined, changes: Partial<TraceSpan> = {}): TraceSpan {
  return {
    traceId: traceIdOf(runId),
    spanId: newSpanId(),
    parentSpanId,
    name: 'work',
    kind: 'INTERNAL',
    service: 'one',
    startTimeUnixNano: '1000',
    endTimeUnixNano: 2000n,
    status: { code: 'UNSET' },
    attributes: { 'throughline.run.id': runId, correlation_id: runId },
    links: [],
    ...changes,
  };
}

/** A random tree: each number chooses the parent among the spans before it. */
const trees = fc.array(fc.nat(), { maxLength: 40 }).map((choices) => {
  const spans = [span(undefined)];
  for (const choice of choices) spans.push(span(spans[choice % spans.length]?.spanId));
  return spans;
});
const idsOf = (spans: readonly TraceSpan[]): string[] => spans.map(({ spanId }) => spanId);

describe('validateTrace', () => {
  it('finds nothing wrong with a tree, in whichever order it comes', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (tree, turn) => {
        const at = turn % tree.length;
        const report = validateTrace([...tree.slice(at), ...tree.slice(0, at)], { created: idsOf(tree) });
        expect(report.findings).toEqual([]);
        expect(report.overallStatus).toBe('healthy');
      }),
    );
  });

  it('finds whichever span is lost', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (tree, choice) => {
        const lost = tree[choice % tree.length];
        const left = tree.filter((other) => other !== lost);
        const report = validateTrace(left, { created: idsOf(tree) });
        expect(report.overallStatus).toBe('failed');
        expect(report.missing).toEqual([lost?.spanId]);
        expect([...report.orphans].sort()).toEqual(
          idsOf(left.filter(({ parentSpanId }) => parentSpanId === lost?.spanId)).sort(),
        );
      }),
    );
  });

  it('finds whichever span is received twice or was never created', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (tree, choice) => {
        const chosen = tree[choice % tree.length] ?? span(undefined);
        expect(validateTrace([...tree, chosen]).duplicates).toEqual([chosen.spanId]);
        const created = idsOf(tree).filter((id) => id !== chosen.spanId);
        expect(validateTrace(tree, { created }).unexpected).toEqual([chosen.spanId]);
      }),
    );
  });

  it('says in sentences what is wrong', () => {
    const root = span(undefined);
    const backwards = span(root.spanId, { endTimeUnixNano: '999', name: ' ' });
    const bare = span(root.spanId, { attributes: {} });
    const stray = span(undefined, { traceId: 'f'.repeat(32), attributes: {} });
    expect(validateTrace([root, backwards, bare, stray]).findings).toEqual([
      `The spans belong to 2 traces: ${[root.traceId, stray.traceId].sort().join(', ')}.`,
      `There are 2 root spans: ${root.spanId}, ${stray.spanId}.`,
      `1 of the spans end before they start: ${backwards.spanId}.`,
      `1 of the spans have no name: ${backwards.spanId}.`,
      `2 of the spans lack an attribute that every span of a run has: ${bare.spanId} (throughline.run.id), ${bare.spanId} (correlation_id).`,
    ]);
    expect(validateTrace([]).findings).toEqual(['There are no spans.']);
  });

  it('counts calls and messages between services, and nothing else, as edges', () => {
    const root = span(undefined);
    const client = span(root.spanId, { kind: 'CLIENT' });
    const server = span(client.spanId, { kind: 'SERVER', service: 'two', status: { code: 'ERROR' } });
    const again = span(client.spanId, { kind: 'SERVER', service: 'two' });
    const producer = span(server.spanId, { kind: 'PRODUCER', service: 'two' });
    const consumer = span(producer.spanId, { kind: 'CONSUMER' });
    const inside = span(consumer.spanId, { kind: 'CLIENT' });
    const own = span(inside.spanId, { kind: 'SERVER' });
    const worker = span(root.spanId, { service: 'three' });
    const { edges, services } = validateTrace([
      root,
      client,
      server,
      again,
      producer,
      consumer,
      inside,
      own,
      worker,
    ]);
    expect(edges).toEqual([
      { from: 'one', to: 'two', kind: 'call', count: 2, errors: 1 },
      { from: 'two', to: 'one', kind: 'message', count: 1, errors: 0 },
    ]);
    expect(services).toEqual(['one', 'three', 'two']);
  });
});
