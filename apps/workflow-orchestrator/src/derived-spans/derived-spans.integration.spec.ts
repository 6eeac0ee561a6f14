import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RunId } from '@throughline/contracts';
import type { RunningService } from '@throughline/service-host';
import { eventually } from '@throughline/testing/eventually';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';
import type { ClaimedSpan, DerivedSpanRows } from './derived-span-rows.js';

jest.setTimeout(60_000);

const SPANS = 250;

describe('the derived spans of two replicas', () => {
  let orchestrator: RunningOrchestrator;
  let rows: DerivedSpanRows[];
  let runId: RunId;
  const others: RunningService[] = [];

  const startOther = async (): Promise<RunningService> => {
    const other = await orchestrator.beside((await import('../app.module.js')).AppModule);
    others.push(other);
    return other;
  };

  beforeAll(async () => {
    const { DerivedSpanRows } = await import('./derived-span-rows.js');
    const { DerivedSpans } = await import('./derived-spans.service.js');
    orchestrator = await RunningOrchestrator.start({ OTEL_TRACES_EXPORTER: 'none' });
    const apps = [orchestrator.service.app, (await startOther()).app];
    // The test looks by itself.
    await Promise.all(apps.map((app) => app.get(DerivedSpans).beforeApplicationShutdown()));
    rows = apps.map((app) => app.get(DerivedSpanRows));
  });
  afterAll(async () => {
    await Promise.all([orchestrator.stop(), ...others.map((other) => other.stop())]);
    await orchestrator.remove();
  });

  beforeEach(async () => {
    const run = newRun();
    runId = run.id;
    await orchestrator.database.query('DELETE FROM runs');
    await orchestrator.store(run);
    await orchestrator.database.query(
      `INSERT INTO derived_spans (run_id, span_id, span)
       SELECT $1::uuid, lpad(to_hex(n), 16, '0'),
              jsonb_build_object('runId', $1::text, 'spanId', lpad(to_hex(n), 16, '0'), 'parentSpanId', NULL,
                'name', 'test', 'startTime', 1, 'endTime', 2, 'attributes', '{}'::jsonb, 'error', NULL)
         FROM generate_series(1, ${String(SPANS)}) AS n`,
      [runId],
    );
  });

  const waiting = async (): Promise<number> => {
    const [row] = await orchestrator.database.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM derived_spans WHERE exported_at IS NULL',
    );
    return row?.count ?? 0;
  };

  const idsOf = (spans: readonly ClaimedSpan[]): string[] => spans.map(({ spanId }) => spanId);

  it('are claimed by one of them each, at whatever pace they take them', async () => {
    const claimed = await Promise.all(
      Array.from({ length: 40 }, (_, at) => rows[at % 2]?.claim(10) ?? Promise.reject(new Error('none'))),
    );
    const ids = claimed.flatMap(idsOf);
    expect([ids.length, new Set(ids).size]).toEqual([SPANS, SPANS]);
  });

  it('are not claimed again once they are exported, and are when they are given back', async () => {
    const [first, second] = rows;
    const claimed = (await first?.claim(SPANS)) ?? [];
    expect(await second?.claim(SPANS)).toEqual([]);
    await first?.exported(claimed.slice(10));
    await first?.giveBack(claimed.slice(0, 10));
    const again = (await second?.claim(SPANS)) ?? [];
    expect(idsOf(again).sort()).toEqual(idsOf(claimed.slice(0, 10)).sort());
    expect(await waiting()).toBe(10);
  });

  it('are taken over when a claim has run out', async () => {
    const claimed = (await rows[0]?.claim(10)) ?? [];
    await orchestrator.database.query(
      'UPDATE derived_spans SET claimed_until = now() WHERE span_id = ANY($1)',
      [idsOf(claimed).slice(0, 4)],
    );
    expect(await rows[1]?.claim(SPANS)).toHaveLength(SPANS - 10 + 4);
  });

  it('are exported by a process that has just started, whoever of before has claimed them', async () => {
    await rows[0]?.claim(SPANS);
    await startOther();
    await eventually('all are exported', async () => (await waiting()) === 0);
  });
});
