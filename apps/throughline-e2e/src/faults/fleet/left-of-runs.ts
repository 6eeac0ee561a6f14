import { join } from 'node:path';
import type { RunId } from '@throughline/contracts';
import { clonesIn, discarded, locksIn, sandboxTrees, worktreesOf } from '../support/repository-left-overs.js';
import type { Fleet } from './fleet.js';
import { queryRows } from './query-rows.js';
import type { Work } from './work.js';

/** What runs have left behind on disk and in the tables: nothing may be, once they have ended. */
export async function leftOf(
  fleet: Fleet,
  { repository }: Work,
  runIds: readonly RunId[],
): Promise<string[]> {
  const clones = await clonesIn(fleet.home);
  const worktrees = (await Promise.all(clones.map(worktreesOf))).flat();
  const locks = await Promise.all([join(repository, '.git'), ...clones].map(locksIn));
  return [
    ...worktrees.filter((line) => runIds.some((runId) => line.includes(runId))),
    ...locks.flat(),
    ...(await discarded(fleet.home)),
    ...(await sandboxTrees(fleet.home)).filter((tree) => isOfLiving(fleet, tree)),
    ...(await jobsLeft(fleet, runIds)),
    ...(await slotsLeft(fleet, runIds)),
  ];
}

/** What a killed process has laid out goes when the next one of its service starts. */
const isOfLiving = ({ processes }: Fleet, tree: string): boolean =>
  processes.some(({ pid, ending }) => ending === null && tree.includes(`tree-${String(pid)}-`));

/** Jobs that somebody has a lease on, or might take one. */
async function jobsLeft({ infrastructure }: Fleet, runIds: readonly RunId[]): Promise<string[]> {
  const tables = await queryRows(
    infrastructure.databaseUrl,
    `SELECT schemaname AS schema FROM pg_tables WHERE tablename = 'jobs' ORDER BY 1`,
  );
  const found = tables.map(({ schema }) =>
    queryRows(
      infrastructure.databaseUrl,
      `SELECT kind, state, lease_owner FROM ${String(schema)}.jobs
        WHERE run_id = ANY($1) AND (state IN ('queued', 'running') OR lease_owner IS NOT NULL)`,
      [runIds],
    ),
  );
  return (await Promise.all(found)).flat().map((job) => `job ${JSON.stringify(job)}`);
}

async function slotsLeft({ infrastructure }: Fleet, runIds: readonly RunId[]): Promise<string[]> {
  const slots = await queryRows(
    infrastructure.databaseUrl,
    'SELECT scope, run_id::text FROM workflow_orchestrator.task_slots WHERE run_id = ANY($1)',
    [runIds],
  );
  return slots.map((slot) => `slot ${JSON.stringify(slot)}`);
}
