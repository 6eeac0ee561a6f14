import type { RunId, ServiceName } from '@throughline/contracts';
import type { ServiceProcess } from '@throughline/testing';
import { until } from '../../support/until.js';
import type { Fleet } from './fleet.js';
import { queryRows } from './query-rows.js';

/** A job of a run as its service has it. */
export interface SeenJob {
  readonly kind: string;
  readonly state: string;
  readonly epoch: number;
  /** The process that has the lease. */
  readonly pid: number | undefined;
}

export async function jobsOf(fleet: Fleet, service: ServiceName, runId: RunId): Promise<SeenJob[]> {
  const rows = await queryRows(
    fleet.infrastructure.databaseUrl,
    `SELECT kind, state, epoch, lease_owner FROM ${service.replaceAll('-', '_')}.jobs
      WHERE run_id = $1 ORDER BY created_at, kind`,
    [runId],
  );
  return rows.map(({ kind, state, epoch, lease_owner: owner }) => ({
    kind: String(kind),
    state: String(state),
    epoch: Number(epoch),
    pid: typeof owner === 'string' ? Number(owner.split('/')[1]) : undefined,
  }));
}

/** The process of the service that has the lease on a job of the run, once there is one. */
export async function workerOf(fleet: Fleet, service: ServiceName, runId: RunId): Promise<ServiceProcess> {
  let found: ServiceProcess | undefined;
  await until(
    async () => {
      const jobs = await jobsOf(fleet, service, runId);
      found = fleet.processes.find(({ pid }) => jobs.some((job) => job.pid !== undefined && job.pid === pid));
      return found !== undefined;
    },
    { withinMs: 30_000, otherwise: () => `no process of ${service} works for the run` },
  );
  if (found === undefined) throw new Error(`no process of ${service} works for the run`);
  return found;
}
