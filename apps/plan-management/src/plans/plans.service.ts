import { Inject, Injectable } from '@nestjs/common';
import {
  type PlanHistory,
  type PlanVersion,
  type PlanView,
  type RunId,
  runIdFrom,
} from '@throughline/contracts';
import { planDifference } from '../revisions/plan-difference.js';
import { type KnownVersion, PlanRevisions } from '../revisions/plan-revisions.js';
import { PlanNotFoundError, PlanVersionNotFoundError } from './plan.errors.js';

@Injectable()
export class PlansService {
  constructor(@Inject(PlanRevisions) private readonly revisions: PlanRevisions) {}

  /** A version of a run's plan, or the newest. @throws {PlanNotFoundError | PlanVersionNotFoundError} */
  async planOf(run: string, version?: number): Promise<PlanView> {
    const runId = knownId(run);
    const newest = await this.revisions.newest(runId);
    if (newest === undefined) throw new PlanNotFoundError(run);
    if (version === undefined || version === newest.version) return viewOf(runId, newest);
    const found = await this.revisions.find(runId, version);
    if (found === undefined) throw new PlanVersionNotFoundError(runId, version, newest.version);
    return viewOf(runId, found);
  }

  /** All versions, each with what it has changed. @throws {PlanNotFoundError} */
  async historyOf(run: string): Promise<PlanHistory> {
    const runId = knownId(run);
    const versions = await this.revisions.all(runId);
    if (versions.length === 0) throw new PlanNotFoundError(run);
    return { runId, versions: versions.map((version, at) => versionOf(version, versions[at - 1])) };
  }
}

/** @throws {PlanNotFoundError} for a text that can be no run's id */
function knownId(run: string): RunId {
  const runId = runIdFrom(run);
  if (runId === undefined) throw new PlanNotFoundError(run);
  return runId;
}

const viewOf = (runId: RunId, { version, createdAt, reason, tasks }: KnownVersion): PlanView => ({
  runId,
  version,
  createdAt: createdAt.toISOString(),
  reason,
  tasks,
});

const versionOf = (
  { version, createdAt, reason, tasks }: KnownVersion,
  before: KnownVersion | undefined,
): PlanVersion => ({
  version,
  createdAt: createdAt.toISOString(),
  reason,
  tasks: tasks.length,
  difference: before === undefined ? null : planDifference(before.tasks, tasks),
});
