import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RunningService } from '@throughline/service-host';
import type { Run } from '../runs/run.entity.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

/** A run that ended so many days ago. */
const ended = (days: number, path = '/repo'): Run => {
  const run = Object.assign(newRun(), {
    state: 'succeeded' as const,
    finishedAt: new Date(Date.now() - days * DAY_MS),
  });
  run.repository = { ...run.repository, path };
  return run;
};

describe('retention', () => {
  let orchestrator: RunningOrchestrator;
  let other: RunningService;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      RUN_RETENTION_DAYS: '30',
      OTEL_TRACES_EXPORTER: 'none',
    });
    other = await orchestrator.beside((await import('../app.module.js')).AppModule);
  });
  afterAll(async () => {
    await Promise.all([other.stop(), orchestrator.stop()]);
    await orchestrator.remove();
  });

  const count = async (table: string): Promise<number> => {
    const [row] = await orchestrator.database.query<{ count: string }[]>(`SELECT count(*) FROM ${table}`);
    return Number(row?.count);
  };

  it('forgets old runs with all that is theirs, whichever replicas do it at once, and keeps the others', async () => {
    const { RunRetention } = await import('./run-retention.js');
    const old = Array.from({ length: 130 }, () => ended(31));
    const kept = [ended(29), Object.assign(newRun(), { state: 'planning' as const })];
    for (const run of [...old, ...kept]) await orchestrator.store(run);
    await orchestrator.database.query(
      `INSERT INTO run_events (run_id, at, kind, state, text) SELECT id, now(), 'run', state, 'x' FROM runs`,
    );
    const both = [orchestrator.service.app.get(RunRetention), other.app.get(RunRetention)];
    await Promise.all(both.map((retention) => retention.clean()));
    const left = await orchestrator.database.query<{ id: string }[]>('SELECT id FROM runs ORDER BY id');
    expect(left.map(({ id }) => id)).toEqual(kept.map(({ id }) => id).sort());
    expect(await count('run_events')).toBe(kept.length);
  });

  it('forgets slots of repositories that nobody works on, and makes them anew when somebody does', async () => {
    const { SlotSupply } = await import('../dispatch/slot-supply.js');
    const { SlotRetention } = await import('./slot-retention.js');
    const supply = orchestrator.service.app.get(SlotSupply);
    const platform = await count(`task_slots WHERE scope = ''`);
    const working = Object.assign(newRun(), { state: 'running' as const });
    await orchestrator.store(working);
    for (const path of [working.repository.path, '/idle']) await supply.prepare(path);
    const both = [orchestrator.service.app.get(SlotRetention), other.app.get(SlotRetention)];
    await Promise.all(both.map((retention) => retention.clean()));
    expect(await count(`task_slots WHERE scope = '/idle'`)).toBe(0);
    expect(await count(`task_slots WHERE scope = '${working.repository.path}'`)).toBe(32);
    expect(await count(`task_slots WHERE scope = ''`)).toBe(platform);
    await orchestrator.database.query(`DELETE FROM task_slots WHERE scope <> ''`);
    await supply.mend();
    expect(await count(`task_slots WHERE scope = '${working.repository.path}'`)).toBe(32);
  });
});
