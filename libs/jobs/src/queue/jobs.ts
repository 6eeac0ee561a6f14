import { Injectable } from '@nestjs/common';
import type { MessageClass, RunId, RunMessage } from '@throughline/contracts';
import { storableJson, type UnitOfWork } from '@throughline/persistence';
import { captureContext, runContext } from '@throughline/tracing';
import { v7 } from 'uuid';
import { answerAgain } from './kept-answer.js';
import { JobSignals } from './job-signals.js';

/** Work that is to be done once, however often it is asked for. */
export interface NewJob {
  /** Which `@HandlesJob` does it. */
  readonly kind: string;
  /** Unique in its kind: the same key again is the same job, and changes nothing. */
  readonly key: string;
  readonly runId: RunId;
  /** What the handler needs; kept as JSON. */
  readonly payload: object;
}

/** Which job is meant, whether it has come or not. */
export type JobName = Omit<NewJob, 'payload'>;

/** What a job was when it was revoked. */
export interface Revocation {
  /**
   * `revoked`: nobody worked on it, and nobody will, so nobody else tells of its end; `working`: its worker finds the
   * signal aborted and has the last word; `ended`: it was over before.
   */
  readonly state: 'revoked' | 'working' | 'ended';
  /** Of the last lease; 0 when there was none. */
  readonly epoch: number;
}

/** Makes and cancels durable work; always in the unit of work of what decides it. */
@Injectable()
export class Jobs {
  constructor(private readonly signals: JobSignals) {}

  /**
   * The job begins after the commit, under the trace context of the caller. Where it has ended already with one of the
   * `answers`, that is published again: whoever asks again has not heard it.
   */
  async enqueue(
    work: UnitOfWork,
    { kind, key, runId, payload }: NewJob,
    answers: readonly MessageClass<RunMessage<unknown>>[] = [],
  ): Promise<void> {
    const own = captureContext();
    const carrier = own.traceparent === undefined ? captureContext(runContext(runId)) : own;
    const rows = await work.manager.query<unknown[]>(
      `INSERT INTO jobs (id, kind, key, run_id, payload, carrier) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (kind, key) DO NOTHING RETURNING id`,
      [v7(), kind, key, runId, storableJson(payload), storableJson(carrier)],
    );
    if (rows.length === 0) await answerAgain(work, { kind, key }, answers);
    work.afterCommit(() => this.signals.emit('enqueued', kind));
  }

  /** A waiting job ends; the handler of a running one finds its signal aborted. No such job: nothing happens. */
  cancel(work: UnitOfWork, kind: string, key: string): Promise<void> {
    return this.cancelWhere(work, 'kind = $1 AND key = $2', [kind, key]);
  }

  /**
   * As `cancel`, and a job that has not come yet never begins: where the wish to end it and the wish to do it come by
   * different ways, either may be first.
   */
  async revoke(work: UnitOfWork, { kind, key, runId }: JobName): Promise<Revocation> {
    const [row] = await work.manager.query<{ id: string; state: string; epoch: number }[]>(
      `INSERT INTO jobs (id, kind, key, run_id, payload, carrier, state, cancel_requested, ended_at)
       VALUES ($1, $2, $3, $4, '{}', '{}', 'cancelled', true, now())
       ON CONFLICT (kind, key) DO UPDATE SET cancel_requested = true,
               state = CASE WHEN jobs.state = 'queued' THEN 'cancelled' ELSE jobs.state END,
               ended_at = CASE WHEN jobs.state = 'queued' THEN now() END
        WHERE jobs.state IN ('queued', 'running') RETURNING id, state, epoch`,
      [v7(), kind, key, runId],
    );
    if (row === undefined) return { state: 'ended', epoch: 0 };
    work.afterCommit(() => this.signals.emit('cancelled', row.id));
    return { state: row.state === 'running' ? 'working' : 'revoked', epoch: row.epoch };
  }

  /** Cancels every job of the run in this service. */
  cancelRun(work: UnitOfWork, runId: RunId): Promise<void> {
    return this.cancelWhere(work, 'run_id = $1', [runId]);
  }

  private async cancelWhere(
    work: UnitOfWork,
    condition: string,
    parameters: readonly string[],
  ): Promise<void> {
    const [rows] = await work.manager.query<[{ id: string }[], number]>(
      `UPDATE jobs SET cancel_requested = true,
              state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
              ended_at = CASE WHEN state = 'queued' THEN now() END
        WHERE ${condition} AND state IN ('queued', 'running') RETURNING id`,
      [...parameters],
    );
    work.afterCommit(() => rows.forEach(({ id }) => this.signals.emit('cancelled', id)));
  }
}
