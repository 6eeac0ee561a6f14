import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { portOf } from '@throughline/contracts';
import { TestPlatform } from '../support/platform.js';
import { processesWith } from '../support/processes.js';
import { field } from '../support/run-trace.js';
import { until } from '../support/until.js';
import { withoutAddedNanoseconds } from './jaeger-storage.js';
import type { ToldSpan } from './otlp-answer.js';
import { pairsAmong, pairsOf, servicesOf, sortedPairs, together } from './service-pairs.js';
import { traceDifferences } from './trace-difference.js';
import {
  analyzerOf,
  dependenciesFrom,
  foundBy,
  jaegerAt,
  type TimeWindow,
  traceFrom,
  traceIdsIn,
  type TraceSource,
} from './trace-source.js';

const SETTLING = { withinMs: 30_000 };

type Trace = ReadonlyMap<string, ToldSpan>;

let platform: TestPlatform;
let folder: string;
let analyzer: TraceSource;
let jaeger: TraceSource;
let runId: string;
let window: TimeWindow;

beforeAll(async () => {
  const from = Date.now() - 1000;
  folder = await mkdtemp(join(tmpdir(), 'throughline-jaeger-'));
  platform = await TestPlatform.start(18_600, {}, ['--jaeger']);
  analyzer = analyzerOf(platform);
  jaeger = jaegerAt(
    process.env['JAEGER_URL'] ?? `http://127.0.0.1:${String(portOf('jaeger', platform.env))}`,
  );
  const demo = await platform.cli(['demo', '--write', join(folder, 'demo'), '--json']);
  const [goal, repository, check, model] = ['goal', 'repository', 'check', 'model'].map((name) =>
    String(field(demo.json, name)),
  );
  const run = await platform.cli([
    ...['run', goal ?? '', '--repo', repository ?? '', '--check', check ?? ''],
    ...['--model', model ?? '', '--json'],
  ]);
  expect(run.json).toMatchObject({ state: 'succeeded', roots: 1, orphans: 0 });
  runId = String(field(run.json, 'runId'));
  window = { from, to: Date.now() };
}, 180_000);

afterAll(async () => {
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const differences = (ours: Trace, theirs: Trace): string[] =>
  traceDifferences(ours, withoutAddedNanoseconds(theirs, ours));

describe('the trace of the demo’s run', () => {
  it('is in Jaeger as it is in trace-analyzer, span for span', async () => {
    const ours = await traceFrom(analyzer, runId);
    expect(ours.size).toBeGreaterThan(500);
    // The analyzer has settled; copies may be a moment behind.
    await until(async () => (await traceFrom(jaeger, runId)).size >= ours.size, {
      ...SETTLING,
      otherwise: async () =>
        `Jaeger has ${String((await traceFrom(jaeger, runId)).size)} of ${String(ours.size)}`,
    });
    expect(differences(ours, await traceFrom(jaeger, runId))).toEqual([]);
  }, 60_000);

  it('is found by what people search for, at both', async () => {
    const id = runId.replaceAll('-', '');
    // This version of Jaeger, with its traces in memory, finds by `error=true` what ended with OK: it is asked otherwise.
    const sources: readonly (readonly [string, TraceSource, string])[] = [
      ['analyzer', analyzer, '{"error":"true"}'],
      ['jaeger', jaeger, '{"error.type":"rejected"}'],
    ];
    for (const [name, source, failed] of sources) {
      const service = 'workflow-orchestrator';
      for (const query of [
        {},
        { operation: 'workflow_orchestrator.run' },
        { operation: 'workflow_orchestrator.attempt', tags: failed },
        { tags: JSON.stringify({ 'throughline.run.id': runId }) },
        { operation: 'workflow_orchestrator.run', minDuration: '500ms' },
      ])
        expect({ name, query, found: await foundBy(source, { service, ...query }) }).toEqual({
          ...{ name, query },
          found: expect.arrayContaining([id]),
        });
      expect(
        await foundBy(source, { service, operation: 'workflow_orchestrator.run', minDuration: '1h' }),
      ).toEqual([]);
    }
  }, 60_000);
});

describe('everything that was received meanwhile', () => {
  let traces: Map<string, Trace>;

  it('is in Jaeger as it is in trace-analyzer’s window, trace for trace', async () => {
    await until(async () => (await differing()).length === 0, {
      ...SETTLING,
      otherwise: async () => (await differing()).slice(0, 20).join('\n'),
    });
    expect(traces.size).toBeGreaterThan(1);
  }, 90_000);

  it('makes the same service map, edge for edge, but for what is no call', async () => {
    const inside = [...traces.values()].filter(isInside);
    const { calls, underDerived, inside: own, others } = sortedPairs(inside);
    expect([...others]).toEqual([]);
    expect([...underDerived.keys()]).toEqual(['workflow-orchestrator -> cli']);
    expect(pairsOf(await dependenciesFrom(analyzer, window))).toEqual(calls);
    // A person's own Jaeger may know other services too.
    const theirs = pairsAmong(servicesOf(inside), pairsOf(await dependenciesFrom(jaeger, window)));
    expect(theirs).toEqual(together(calls, own, underDerived));
  }, 60_000);

  async function differing(): Promise<string[]> {
    const ids = await traceIdsIn(analyzer, window);
    const both = await Promise.all(
      ids.map(async (id) => ({
        id,
        ours: await traceFrom(analyzer, id),
        theirs: await traceFrom(jaeger, id),
      })),
    );
    traces = new Map(both.map(({ id, ours }) => [id, ours]));
    return both.flatMap(({ ours, theirs }) => differences(ours, theirs));
  }

  // A person's own Jaeger stays.
  (process.env['JAEGER_URL'] ? it.skip : it)(
    'ends with the platform',
    async () => {
      const before = await processesWith(platform.home);
      expect(before.map(({ command }) => command)).toContainEqual(expect.stringContaining('jaeger'));
      await platform.stop();
      expect(await processesWith(platform.home)).toEqual([]);
    },
    60_000,
  );

  /** As Jaeger has it: from the first start to the last end. */
  const isInside = (spans: Trace): boolean =>
    [...spans.values()].every(
      ({ fields }) =>
        BigInt(String(fields['startTimeUnixNano'])) >= BigInt(window.from) * 1_000_000n &&
        BigInt(String(fields['endTimeUnixNano'])) <= BigInt(window.to) * 1_000_000n,
    );
});
