import { expect } from '@jest/globals';
import type { RunId, ServiceName } from '@throughline/contracts';
import { git } from '../../support/calculator.js';
import { processesWith } from '../../support/processes.js';
import { field, traceOf } from '../../support/run-trace.js';
import { messageCounts } from '../../support/stored-messages.js';
import { rowCounts } from '../../support/stored-rows.js';
import { until } from '../../support/until.js';
import type { Fleet } from './fleet.js';
import { hasEnded, runView, untilRuns, untilSettled } from './runs.js';
import { leftOf } from './left-of-runs.js';
import type { Work } from './work.js';

/** From the end of a fault until everything works again, and what was in flight has ended. */
const RECOVERY_MS = 60_000;

/** Called when the fault is over: all is well within a minute, for the services and for the runs. */
export async function expectRecovery(
  fleet: Fleet,
  work: Work,
  runIds: readonly RunId[],
  killed: readonly ServiceName[] = [],
): Promise<void> {
  const begun = performance.now();
  await until(async () => (await fleet.away()).length === 0, {
    withinMs: RECOVERY_MS,
    otherwise: async () => `these services are still away: ${(await fleet.away()).join(', ')}`,
  });
  await untilRuns(fleet, runIds, hasEnded, RECOVERY_MS - (performance.now() - begun));
  expect(fleet.ended().sort()).toEqual(killed.map((service) => `${service} has ended with SIGKILL`).sort());
  await expectInvariants(fleet, work, runIds);
}

/** What must be true of runs that have ended, whatever happened on the way. */
export async function expectInvariants(fleet: Fleet, work: Work, runIds: readonly RunId[]): Promise<void> {
  for (const runId of runIds) await expectGoodRun(fleet, work, runId);
  await expectNothingWaits(fleet);
  await expectNothingRuns(fleet);
  await expectNothingIsLeft(fleet, work, runIds);
  for (const runId of runIds) await expectWholeTrace(fleet, runId);
}

/** No work is lost, none has cost an attempt more, and each effect is in the branch once. */
async function expectGoodRun(fleet: Fleet, { tasks, repository }: Work, runId: RunId): Promise<void> {
  const view = await runView(fleet, runId);
  const ended = field(view, 'tasks');
  expect(view).toMatchObject({ state: 'succeeded', branch: `throughline/${runId}` });
  expect(Array.isArray(ended) ? ended.map(attemptsOf).sort() : ended).toEqual(
    tasks.map((id) => `${id} done: passed`),
  );
  const log = await git(
    repository,
    'log',
    '--no-merges',
    `--format=${TASK_TRAILER}`,
    `main..throughline/${runId}`,
  );
  expect(
    log
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  ).toEqual([...tasks]);
  const merges = await git(repository, 'rev-list', '--first-parent', '--count', `main..throughline/${runId}`);
  expect(merges).toBe(String(tasks.length));
}

const TASK_TRAILER = '%(trailers:key=Throughline-Task,valueonly,separator=%x2C)';

function attemptsOf(task: unknown): string {
  const attempts = field(task, 'attempts');
  const states = Array.isArray(attempts) ? attempts.map((attempt) => String(field(attempt, 'state'))) : [];
  return `${String(field(task, 'id'))} ${String(field(task, 'state'))}: ${states.join(', ')}`;
}

/** Outboxes and queues are empty, retries and dead letters among them. */
export async function expectNothingWaits({ infrastructure }: Fleet): Promise<void> {
  const waiting = async (): Promise<Record<string, number>> => {
    const rows = Object.entries(await rowCounts(infrastructure.databaseUrl));
    const messages = Object.entries(await messageCounts(infrastructure.rabbitUrl));
    const outboxes = rows.filter(([table]) => table.endsWith('.outbox'));
    return Object.fromEntries([...outboxes, ...messages].filter(([, count]) => count > 0));
  };
  await until(async () => Object.keys(await waiting()).length === 0, {
    withinMs: 60_000,
    otherwise: async () => `these wait: ${JSON.stringify(await waiting())}`,
  });
}

/** No program of an agent, a check or git is left. */
async function expectNothingRuns({ home }: Fleet): Promise<void> {
  const left = async () =>
    (await processesWith(home)).filter(({ command }) => /^(?:\S*\/)?(?:git|bwrap) /.test(command));
  await until(async () => (await left()).length === 0, {
    withinMs: 15_000,
    otherwise: async () => `these run: ${JSON.stringify(await left())}`,
  });
}

/** No worktree, no lock, no tree of a command, no lease. */
async function expectNothingIsLeft(fleet: Fleet, work: Work, runIds: readonly RunId[]): Promise<void> {
  await until(async () => (await leftOf(fleet, work, runIds)).length === 0, {
    withinMs: 30_000,
    otherwise: async () => `these are left: ${JSON.stringify(await leftOf(fleet, work, runIds))}`,
  });
}

/** One root, no orphans, nothing missing: what services have made is what has arrived. */
async function expectWholeTrace(fleet: Fleet, runId: RunId): Promise<void> {
  await untilSettled(fleet, runId);
  const findings = async () => (await traceOf(fleet, runId)).report.findings;
  await until(async () => (await findings()).length === 0, {
    withinMs: 30_000,
    otherwise: async () => `the trace of ${runId}: ${JSON.stringify(await findings(), null, 1)}`,
  });
}
