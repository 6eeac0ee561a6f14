import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { JobRow, Lease } from './job-row.js';

type Outcome = 'done' | 'failed' | 'cancelled';

/** A worker's statements hold only while the job is running under the worker's own lease. */
const OWN_LEASE = `id = $1 AND epoch = $2 AND state = 'running'`;

/** The worker's statements on table `jobs`. */
@Injectable()
export class JobRows {
  constructor(private readonly dataSource: DataSource) {}

  /** Leases jobs that wait, or whose lease ran out; the epoch goes up each time. */
  async claim(kind: string, owner: string, leaseMs: number, limit: number): Promise<JobRow[]> {
    const [rows] = await this.dataSource.query<[JobRow[], number]>(
      `UPDATE jobs SET state = 'running', epoch = epoch + 1, lease_owner = $2,
                       lease_until = now() + $3 * interval '1 millisecond'
        WHERE id IN (SELECT id FROM jobs
                      WHERE kind = $1 AND not_before <= now() AND NOT cancel_requested
                        AND (state = 'queued' OR (state = 'running' AND lease_until < now()))
                      ORDER BY not_before LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, key, run_id, payload, carrier, epoch, tries, deferrals, last_error`,
      [kind, owner, leaseMs, limit],
    );
    return rows;
  }

  /** Ends jobs that were cancelled while a process that is gone now worked on them. */
  async endAbandonedCancelled(kind: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE jobs SET state = 'cancelled', lease_owner = NULL, lease_until = NULL, ended_at = now()
        WHERE kind = $1 AND cancel_requested AND state = 'running' AND lease_until < now()`,
      [kind],
    );
  }

  /** Renews leases. @returns those that still hold, and whether their job is to be cancelled */
  async renew(leases: readonly Lease[], leaseMs: number): Promise<(Lease & { cancel_requested: boolean })[]> {
    const [rows] = await this.dataSource.query<[(Lease & { cancel_requested: boolean })[], number]>(
      `UPDATE jobs SET lease_until = now() + $3 * interval '1 millisecond'
         FROM unnest($1::uuid[], $2::int[]) AS own (own_id, own_epoch)
        WHERE id = own_id AND epoch = own_epoch AND state = 'running'
        RETURNING id, epoch, cancel_requested`,
      [leases.map((lease) => lease.id), leases.map((lease) => lease.epoch), leaseMs],
    );
    return rows;
  }

  /** Which of these jobs somebody wants to end. */
  async cancelled(ids: readonly string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM jobs WHERE id = ANY($1) AND cancel_requested AND state = 'running'`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** Locks the job for the rest of the worker's unit of work. @returns whether the lease still held */
  async hold(manager: EntityManager, lease: Lease): Promise<boolean> {
    const rows: unknown = await manager.query(`SELECT 1 FROM jobs WHERE ${OWN_LEASE} FOR UPDATE`, [
      lease.id,
      lease.epoch,
    ]);
    return Array.isArray(rows) && rows.length === 1;
  }

  /** Ends the job inside the worker's unit of work. @returns whether the lease still held */
  end(manager: EntityManager, lease: Lease, outcome: Outcome): Promise<boolean> {
    return changed(manager, `state = $3, lease_owner = NULL, lease_until = NULL, ended_at = now()`, lease, [
      outcome,
    ]);
  }

  endNow(lease: Lease, outcome: Outcome): Promise<boolean> {
    return this.end(this.dataSource.manager, lease, outcome);
  }

  /** Puts the job back into the queue; a job that is to be cancelled ends instead. */
  async giveBack(lease: Lease, options: GiveBack): Promise<boolean> {
    const { delayMs = 0, tries = 0, deferrals = 0, error = null } = options;
    return changed(
      this.dataSource.manager,
      `state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
       ended_at = CASE WHEN cancel_requested THEN now() END,
       lease_owner = NULL, lease_until = NULL, not_before = now() + $3 * interval '1 millisecond',
       tries = tries + $4, deferrals = deferrals + $5, last_error = coalesce($6, last_error)`,
      lease,
      [delayMs, tries, deferrals, error],
    );
  }

  async ownersOfRunning(): Promise<string[]> {
    const rows = await this.dataSource.query<{ lease_owner: string }[]>(
      `SELECT DISTINCT lease_owner FROM jobs WHERE state = 'running' AND lease_until > now()`,
    );
    return rows.map((row) => row.lease_owner);
  }

  /** Lets the leases of processes that are known to be gone run out now. */
  async expire(owners: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE jobs SET lease_until = now() - interval '1 second' WHERE state = 'running' AND lease_owner = ANY($1)`,
      [owners],
    );
  }

  /** Forgets at most `limit` jobs that ended so long ago that nobody asks for them again. */
  async forget(olderThanDays: number, limit: number): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM jobs WHERE id IN
         (SELECT id FROM jobs WHERE ended_at < now() - $1 * interval '1 day' LIMIT $2)`,
      [olderThanDays, limit],
    );
    return count;
  }
}

export interface GiveBack {
  readonly delayMs?: number;
  readonly tries?: 1;
  readonly deferrals?: 1;
  readonly error?: string;
}

async function changed(
  manager: EntityManager,
  set: string,
  lease: Lease,
  parameters: readonly unknown[],
): Promise<boolean> {
  const [, count] = await manager.query<[unknown[], number]>(`UPDATE jobs SET ${set} WHERE ${OWN_LEASE}`, [
    lease.id,
    lease.epoch,
    ...parameters,
  ]);
  return count === 1;
}
