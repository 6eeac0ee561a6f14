import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataHome } from '@throughline/platform';
import { git } from '../../support/calculator.js';
import { processesWith } from '../../support/processes.js';
import { messageCounts } from '../../support/stored-messages.js';
import { clones } from './effects.js';
import type { FaultPlatform } from './fault-platform.js';

/** What is under way or was left behind: nothing may be, once all runs have ended. */
export async function leftBehind(on: FaultPlatform): Promise<string[]> {
  return [
    ...(await waitingMessages(on)),
    ...(await rowsLeft(on, 'outbox', 'true')),
    ...(await rowsLeft(on, 'jobs', "state IN ('queued', 'running')")),
    ...(await rowsLeft(on, 'derived_spans', 'exported_at IS NULL')),
    ...(await programs(on)),
    ...(await locksAndWorktrees(on)),
    ...(await filesIn(join(dataHome(on.platform.home), 'sandbox'), 'a tree in the sandbox')),
    ...(await filesIn(join(dataHome(on.platform.home), 'git', 'trash'), 'a worktree in the trash')),
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

async function locksAndWorktrees(on: FaultPlatform): Promise<string[]> {
  const found = await Promise.all(
    (await clones(on)).map(async (clone) => {
      const locks = (await readdir(clone, { recursive: true })).filter((name) => name.endsWith('.lock'));
      const trees = (await git(clone, 'worktree', 'list', '--porcelain'))
        .split('\n')
        .filter((line) => line.startsWith('worktree ') && line !== `worktree ${clone}`);
      return [...locks.map((name) => `lock ${name}`), ...trees];
    }),
  );
  return found.flat();
}

async function filesIn(folder: string, what: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => `${what}: ${name}`);
}
