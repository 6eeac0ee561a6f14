import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KeptRuns, lowestRunIdAt, type RunId, runId } from '@throughline/contracts';
import { RunRowsRetention } from '@throughline/service-host/run-rows-retention';
import { ServicesWithTables } from '../testing/services-with-tables.js';

jest.setTimeout(240_000);

const DAY_MS = 86_400_000;

/** Each table of another service that has rows of runs, with what a row of the run `id` is. */
const TABLES = [
  { service: 'plan-management', table: 'plans', values: `id::uuid, 1, '[]'` },
  { service: 'plan-management', table: 'planning_turns', values: `id::uuid, 1, '{}', 1, 1` },
  { service: 'agent-runtime', table: 'turns', values: `id::uuid, 'a', 1, 1, '{}', '[]', 1, 1` },
  { service: 'git-worktree', table: 'task_fences', values: `id, 'a', 1, 1` },
  { service: 'git-worktree', table: 'discards', values: `id, 'a', 1` },
  { service: 'verification-feedback', table: 'fences', values: `id::uuid, 'a', 1, 1` },
  {
    service: 'verification-feedback',
    table: 'verifications',
    values: `id::uuid, 'a', 1, 'attempt', 'tree', 1, 'running', NULL`,
  },
] as const;

/** A run's id of so many days ago. */
const idOf = (days: number, number = 1): RunId =>
  runId(lowestRunIdAt(Date.now() - days * DAY_MS).replace(/0{12}$/, number.toString(16).padStart(12, '0')));

describe('what other services hold of runs', () => {
  let services: ServicesWithTables;

  beforeAll(async () => {
    const owners = ['plan-management', 'agent-runtime', 'git-worktree', 'verification-feedback'] as const;
    services = await ServicesWithTables.start(['workflow-orchestrator', ...owners], {
      RUN_RETENTION_DAYS: '30',
    });
  });
  afterAll(() => services.stop());
  beforeEach(async () => {
    const source = await services.sourceOf('workflow-orchestrator');
    await source.query('DELETE FROM runs');
  });

  /** As the orchestrator has them. */
  async function keep(...ids: RunId[]): Promise<void> {
    const source = await services.sourceOf('workflow-orchestrator');
    await source.query(
      `INSERT INTO runs (id, request_hash, goal, repository, checks, model, limits, state, created_at, deadline)
       SELECT id, '', '', '{"path":"/"}', '[]', '', '{}', 'paused', now(), now() + interval '1 hour'
         FROM unnest($1::uuid[]) AS id`,
      [ids],
    );
  }

  const answer = (): Promise<KeptRuns> =>
    services.client.get('workflow-orchestrator', '/internal/runs/kept', KeptRuns);

  it.each(TABLES)(
    'goes from $service, table $table, when the orchestrator knows the run no more',
    async (at) => {
      const source = await services.sourceOf(at.service);
      const [forgotten, paused, recent] = [idOf(31), idOf(400), idOf(29)];
      await keep(paused);
      const all = [forgotten, paused, recent, ...Array.from({ length: 1500 }, (_, n) => idOf(50, n))];
      await source.query(`INSERT INTO ${at.table} SELECT ${at.values} FROM unnest($1::text[]) AS id`, [all]);
      const replicas = [0, 1].map(() => new RunRowsRetention(source, services.client, [at.table]));
      await Promise.all(replicas.map((retention) => retention.clean()));
      const left = await source.query<{ run_id: string }[]>(`SELECT run_id FROM ${at.table} ORDER BY run_id`);
      expect(left.map((row) => row.run_id)).toEqual([paused, recent]);
    },
  );

  it('is asked about up to the time before which runs are forgotten', async () => {
    const [young, old] = [idOf(1), idOf(40)];
    await keep(young, old);
    const { before, kept } = await answer();
    expect(kept).toEqual([old]);
    expect([before > idOf(31), before < idOf(29)]).toEqual([true, true]);
  });

  it('is asked about less far where more runs of long ago are kept than one answer names', async () => {
    const ids = Array.from({ length: 1200 }, (_, number) => idOf(100, number)).sort();
    await keep(...ids);
    const { before, kept } = await answer();
    expect(kept).toEqual(ids.slice(0, 1000));
    expect(before).toBe(ids[1000]);
  });
});
