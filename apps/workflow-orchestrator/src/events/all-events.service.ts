import { Injectable } from '@nestjs/common';
import { ServiceLifecycle } from '@throughline/service-host';
import { DataSource } from 'typeorm';
import type { EventFrame } from './event-frames.js';
import { type EventPosition, formatPosition } from './event-position.js';
import type { RunEventRow } from './run-event.entity.js';
import { RunEvents, eventOf } from './run-events.service.js';

const PAGE = 200;

type PlacedRow = RunEventRow & EventPosition;

/** Older than every transaction that may still write: nothing can come before these any more. */
const AFTER = `
  SELECT sequence, transaction_id::text AS "transactionId", run_id AS "runId", at, kind,
         task_id AS "taskId", attempt, state, text
    FROM run_events
   WHERE (transaction_id, sequence) > ($1::xid8, $2::bigint)
     AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY transaction_id, sequence
   LIMIT ${String(PAGE)}`;

const OLDEST_OPEN = `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS "transactionId"`;

const GIVEN = `SELECT $1::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) AS given`;

/** The audit log of all runs as one stream: in one order for everybody, nothing skipped, nothing twice. */
@Injectable()
export class AllEvents {
  constructor(
    private readonly source: DataSource,
    private readonly written: RunEvents,
    private readonly lifecycle: ServiceLifecycle,
  ) {}

  /** The position after which all that is committed from now on stands. */
  async now(): Promise<EventPosition> {
    const [row] = await this.source.query<{ transactionId: string }[]>(OLDEST_OPEN);
    return { transactionId: row?.transactionId ?? '0', sequence: '0' };
  }

  /** Whether anybody can have been given this position; after one that is still to come, events would be skipped. */
  async knows({ transactionId }: EventPosition): Promise<boolean> {
    const [row] = await this.source.query<{ given: boolean }[]>(GIVEN, [transactionId]);
    return row?.given === true;
  }

  /** First the position itself, so that a listener who has heard nothing can come back to it. */
  async *follow(after: EventPosition, left: AbortSignal): AsyncGenerator<EventFrame> {
    const stop = AbortSignal.any([left, this.lifecycle.signal]);
    let last = after;
    yield { id: formatPosition(last) };
    while (!stop.aborted) {
      const woken = this.written.nextWrite(undefined, stop);
      const rows = await this.after(last);
      for (const row of rows) {
        last = row;
        yield { id: formatPosition(row), event: eventOf(row) };
      }
      if (rows.length < PAGE) await woken;
    }
  }

  private after({ transactionId, sequence }: EventPosition): Promise<PlacedRow[]> {
    return this.source.query<PlacedRow[]>(AFTER, [transactionId, sequence]);
  }
}
