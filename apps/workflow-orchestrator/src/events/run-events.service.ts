import { EventEmitter, once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { RunEvent, type RunId, type RunState } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { ServiceLifecycle } from '@throughline/service-host';
import { DataSource, MoreThan, MoreThanOrEqual } from 'typeorm';
import { Run } from '../runs/run.entity.js';
import type { NewEvent } from '../workflow/run-change.js';
import { isFinalRun } from '../workflow/transitions.js';
import type { EventFrame } from './event-frames.js';
import { RunEventRow } from './run-event.entity.js';

const PAGE = 200;
/** Another replica may have written: look again after this many milliseconds without a call. */
const BACKSTOP_MS = 1000;
const ANY_RUN = 'any run';

/** The audit log of runs: written with what happened, read as a stream that skips nothing. */
@Injectable()
export class RunEvents {
  private readonly written = new EventEmitter().setMaxListeners(0);

  constructor(
    private readonly source: DataSource,
    private readonly lifecycle: ServiceLifecycle,
  ) {}

  async append(work: UnitOfWork, runId: RunId, at: Date, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await work.manager.insert(
      RunEventRow,
      events.map((event) => ({ ...event, runId, at })),
    );
    work.afterCommit(() => {
      this.written.emit(runId);
      this.written.emit(ANY_RUN);
    });
  }

  /** Whether any event has had this number; after one that is still to come, events would be skipped. */
  async knows(sequence: bigint): Promise<boolean> {
    const where = { sequence: MoreThanOrEqual(sequence.toString()) };
    return sequence === 0n || this.source.manager.existsBy(RunEventRow, where);
  }

  /** Everything after `sequence`, then what comes, until the run's last event has been given. */
  async *follow(runId: RunId, sequence: bigint, left: AbortSignal): AsyncGenerator<EventFrame> {
    const stop = AbortSignal.any([left, this.lifecycle.signal]);
    let last = sequence;
    while (!stop.aborted) {
      const woken = this.nextWrite(runId, stop);
      const rows = await this.after(runId, last);
      for (const row of rows) {
        last = BigInt(row.sequence);
        yield frameOf(row);
      }
      if (rows.length > 0) continue;
      if (await this.isOver(runId)) {
        // What ended the run was committed before its state could be seen: one more look finds the rest.
        for (const row of await this.after(runId, last)) yield frameOf(row);
        return;
      }
      await woken;
    }
  }

  private after(runId: RunId, sequence: bigint): Promise<RunEventRow[]> {
    const where = { runId, sequence: MoreThan(sequence.toString()) };
    return this.source.manager.find(RunEventRow, { where, order: { sequence: 'ASC' }, take: PAGE });
  }

  private async isOver(runId: RunId): Promise<boolean> {
    const run = await this.source.manager.findOne(Run, {
      where: { id: runId },
      select: { id: true, state: true },
    });
    const state: RunState | undefined = run?.state;
    return state === undefined || isFinalRun(state);
  }

  /** Listens from now on, so that nothing written during a look is missed; to all runs where none is given. */
  nextWrite(runId: RunId | undefined, stop: AbortSignal): Promise<unknown> {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(BACKSTOP_MS)]);
    return once(this.written, runId ?? ANY_RUN, { signal }).catch(() => undefined);
  }
}

const frameOf = (row: RunEventRow): EventFrame => ({ id: row.sequence, event: eventOf(row) });

export function eventOf(row: RunEventRow): RunEvent {
  const { runId, kind, taskId, attempt, state, text } = row;
  return Object.assign(new RunEvent(), {
    sequence: Number(row.sequence),
    runId,
    at: row.at.toISOString(),
    kind,
    taskId,
    attempt,
    state,
    text,
  });
}
