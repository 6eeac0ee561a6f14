import { join } from 'node:path';
import { processesWith } from '../../support/processes.js';
import { messageCounts } from '../../support/stored-messages.js';
import type { FaultPlatform } from './fault-platform.js';
import { clonesIn, discarded, locksIn, sandboxTrees, worktreesOf } from './repository-left-overs.js';

/** What is under way or was left behind: nothing may be, once all runs have ended. */
export async function leftBehind(on: FaultPlatform): Promise<string[]> {
  return [
    ...(await waitingMessages(on)),
    ...(await rowsLeft(on, 'outbox', 'true')),
    ...(await rowsLeft(on, 'jobs', "state IN ('queued', 'running') OR lease_owner IS NOT NULL")),
    ...(await rowsLeft(on, 'task_slots', 'run_id IS NOT NULL')),
    ...(await rowsLeft(on, 'derived_spans', 'exported_at IS NULL')),
    ...(await programs(on)),
    ...(await locksAndWorktrees(on)),
    ...(await sandboxTrees(on.platform.home)),
    ...(await discarded(on.platform.home)),
  ];
}

async function waitingMessages({ record }: FaultPlatform): Promise<string[]> {
  const counts = await messageCounts(record.rabbitUrl);
  return Object.entries(counts).flatMap(([queue, count]) =>
    count === 0 ? [] : [`${String(count)} messages in ${queue}`],
  );
}

async function rowsLeft(on: FaultPlatform, table: string, condition: string): Promise<string[]> {
  const tables = await on.rows('SELECT schemaname AS schema FROM pg_tables WHERE tablename = $1 ORDER BY 1', [
    table,
  ]);
  const found = await Promise.all(
    tables.map(async ({ schema }) => {
      const [row] = await on.rows(
        `SELECT count(*) AS count FROM ${String(schema)}.${table} WHERE ${condition}`,
      );
      return row?.['count'] === '0' ? [] : [`${String(row?.['count'])} rows in ${String(schema)}.${table}`];
    }),
  );
  return found.flat();
}

/** Programs that services start: git, and what runs in the sandbox. */
async function programs({ platform }: FaultPlatform): Promise<string[]> {
  const found = await processesWith(platform.home);
  return found
    .filter(({ command }) => /(^|\/)(git|bwrap|sleep|test)( |$)/.test(command.split(' ')[0] ?? ''))
    .map(({ pid, command }) => `process ${String(pid)}: ${command}`);
}

async function locksAndWorktrees({ platform, repository }: FaultPlatform): Promise<string[]> {
  const clones = await clonesIn(platform.home);
  const found = [
    locksIn(join(repository, '.git')),
    ...clones.flatMap((clone) => [locksIn(clone), worktreesOf(clone)]),
  ];
  return (await Promise.all(found)).flat();
}
