import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunId, ServiceName } from '@throughline/contracts';
import { armFault, faultFiredAt, type ServiceProcess } from '@throughline/testing';
import { git } from '../support/calculator.js';
import { until } from '../support/until.js';
import { Fleet } from './fleet/fleet.js';
import { fencedAt } from './fleet/frozen-worker.js';
import { expectNothingWaits, expectRecovery } from './fleet/invariants.js';
import { jobsOf, type SeenJob, workerOf } from './fleet/leases.js';
import { queryRows } from './fleet/query-rows.js';
import { createRun, hasEnded, untilRuns } from './fleet/runs.js';
import { makeWork, type Work } from './fleet/work.js';
import { clonesIn } from './support/repository-left-overs.js';

let fleet: Fleet;
let work: Work;

beforeAll(async () => {
  [fleet, work] = await Promise.all([
    Fleet.start(1, { GIT_WORKTREE_REPLICAS: '2', VERIFICATION_FEEDBACK_REPLICAS: '2' }),
    makeWork({ tasks: 1, commandSeconds: 0 }),
  ]);
}, 120_000);

afterAll(async () => {
  await fleet?.stop();
  await work?.remove();
}, 60_000);

/** A run of which one process stops itself at the point, in the midst of a job, and the process. */
async function frozenAt(
  service: ServiceName,
  point: string,
): Promise<{ runId: RunId; frozen: ServiceProcess }> {
  await armFault(fleet.faults, service, point, 'SIGSTOP');
  const runId = await createRun(fleet, work);
  await until(async () => (await faultFiredAt(fleet.faults, service, point)) !== undefined, {
    withinMs: 60_000,
    otherwise: () => `no process of ${service} came to ${point}`,
  });
  const frozen = await workerOf(fleet, service, runId);
  // It has stopped itself; this tells the fleet not to ask it.
  frozen.freeze();
  return { runId, frozen };
}

/** The last that is done for a run: its worktrees are removed. */
async function untilDiscarded(runId: RunId): Promise<void> {
  const jobs = async () =>
    (await jobsOf(fleet, 'git-worktree', runId)).filter(({ kind }) => kind === 'workspace.discard');
  const isDone = ({ state }: SeenJob): boolean => state === 'done';
  await until(async () => (await jobs()).some(isDone) && (await jobs()).every(isDone), {
    withinMs: 30_000,
    otherwise: async () => JSON.stringify(await jobs()),
  });
}

/** All that a late write could change: what refs name in the repository and the clones, and what is stored of the run. */
async function effectsOf(service: ServiceName, runId: RunId): Promise<unknown> {
  const repositories = [join(work.repository, '.git'), ...(await clonesIn(fleet.home))];
  const rows = (table: string) =>
    queryRows(
      fleet.infrastructure.databaseUrl,
      `SELECT to_jsonb(each)::text AS row FROM ${table} each WHERE run_id = $1 ORDER BY 1`,
      [runId],
    );
  return {
    refs: await Promise.all(repositories.map((repository) => git(repository, 'for-each-ref'))),
    events: await rows('workflow_orchestrator.run_events'),
    attempts: await rows('workflow_orchestrator.attempts'),
    jobs: await rows(`${service.replaceAll('-', '_')}.jobs`),
  };
}

describe('a worker that is frozen until another one has done its work is refused, and changes nothing', () => {
  // Each for as long as its lease, and the work after it, takes.
  it.each<[ServiceName, string, string, number]>([
    ['verification-feedback', 'verification.run', 'verification-feedback.check.after-run', 30_000],
    ['git-worktree', 'merge.commit', 'jobs.job.after-lease@merge.commit', 60_000],
  ])(
    '%s, with the lease on %s',
    async (service, kind, point, leaseMs) => {
      const { runId, frozen } = await frozenAt(service, point);
      await untilRuns(fleet, [runId], hasEnded, leaseMs + 40_000);
      const job = (await jobsOf(fleet, service, runId)).find((each) => each.kind === kind && each.epoch > 1);
      expect(job).toEqual({ kind, state: 'done', epoch: 2, pid: undefined });
      await expectNothingWaits(fleet);
      await untilDiscarded(runId);
      const before = await effectsOf(service, runId);
      frozen.thaw();
      await until(async () => (await fencedAt(frozen.port)) > 0, {
        withinMs: 40_000,
        otherwise: () => 'the worker that was frozen was not told that its lease is lost',
      });
      expect(await effectsOf(service, runId)).toEqual(before);
      await expectRecovery(fleet, work, [runId]);
    },
    200_000,
  );
});
