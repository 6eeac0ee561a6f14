import { Injectable } from '@nestjs/common';
import { storableJson } from '@throughline/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import type { DeadLetter, Decision } from './dead-letter.js';

/** How long a redrive belongs to the process that began it, before another may go on with it. */
export const CLAIM_SECONDS = 15;

/** As the driver gives it: the columns in the names of the fields. */
const COLUMNS = `id, queue, message_type AS "messageType", message_id AS "messageId", run_id AS "runId",
  trace_id AS "traceId", span_id AS "spanId", cause_code AS "causeCode", cause, tries, body, headers, redrives,
  failed_at AS "failedAt"`;

/** The statements that change table `dead_letters`. */
@Injectable()
export class DeadLetterRows {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Keeps a message that has died. It may be there: from a copy of the same death, which changes nothing, or from the
   * death before its last redrive. @returns whether this death was unknown
   */
  async store(manager: EntityManager, letter: DeadLetter): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `INSERT INTO dead_letters (id, queue, message_type, message_id, run_id, trace_id, span_id, cause_code, cause,
                                 tries, body, headers, state, redrives, failed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $13, $14)
       ON CONFLICT (id) DO UPDATE SET state = 'waiting', span_id = excluded.span_id, cause = excluded.cause,
           cause_code = excluded.cause_code, tries = excluded.tries, failed_at = excluded.failed_at, moved_at = now()
         WHERE dead_letters.redrives = excluded.redrives AND dead_letters.state IN ('redriving', 'redriven')
       RETURNING id`,
      [
        ...[letter.id, letter.queue, letter.messageType, letter.messageId, letter.runId, letter.traceId],
        ...[letter.spanId, letter.causeCode, letter.cause, letter.tries, letter.body],
        ...[storableJson(letter.headers), letter.redrives, letter.failedAt],
      ],
    );
    return rows.length > 0;
  }

  /** The waiting ones among these, so that nobody else decides about them until the transaction ends. */
  lock(manager: EntityManager, ids: readonly string[]): Promise<(DeadLetter & { state: string })[]> {
    return manager.query(
      `SELECT ${COLUMNS}, state FROM dead_letters WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
      [ids],
    );
  }

  async beginRedrive(manager: EntityManager, ids: readonly string[]): Promise<void> {
    await manager.query(
      `UPDATE dead_letters SET state = 'redriving', redrives = redrives + 1, moved_at = now(),
                               not_before = now() + $2 * interval '1 second'
        WHERE id = ANY($1::uuid[])`,
      [ids, CLAIM_SECONDS],
    );
  }

  async discard(manager: EntityManager, ids: readonly string[]): Promise<void> {
    await manager.query(
      `UPDATE dead_letters SET state = 'discarded', moved_at = now() WHERE id = ANY($1::uuid[])`,
      [ids],
    );
  }

  async note(
    manager: EntityManager,
    ids: readonly string[],
    action: string,
    decision: Decision,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO dead_letter_actions (dead_letter_id, action, actor, reason, trace_id)
       SELECT id, $2, $3, $4, $5 FROM unnest($1::uuid[]) AS id`,
      [ids, action, decision.by, decision.reason, decision.traceId],
    );
  }

  /**
   * Redrives that their process did not finish.
   * @param horizonSeconds how much of a claim to disregard: at a start those of the process before count for nothing
   */
  async claim(limit: number, horizonSeconds = 0): Promise<DeadLetter[]> {
    const [rows] = await this.dataSource.query<[DeadLetter[], number]>(
      `UPDATE dead_letters SET not_before = now() + $2 * interval '1 second'
        WHERE id IN (SELECT id FROM dead_letters
                      WHERE state = 'redriving' AND not_before <= now() + $3 * interval '1 second'
                      ORDER BY not_before LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING ${COLUMNS}`,
      [limit, CLAIM_SECONDS, horizonSeconds],
    );
    return rows;
  }

  /** The broker has it. Where it has died again already, that stays as it is. */
  async redriven({ id, redrives }: DeadLetter): Promise<void> {
    await this.dataSource.query(
      `UPDATE dead_letters SET state = 'redriven', moved_at = now()
        WHERE id = $1 AND redrives = $2 AND state = 'redriving'`,
      [id, redrives],
    );
  }

  /** No queue wants it any more: it waits again, and that is written down with it. */
  async returned({ id, redrives }: DeadLetter, reason: string): Promise<void> {
    await this.dataSource.query(
      `WITH returned AS (
         UPDATE dead_letters SET state = 'waiting', moved_at = now()
          WHERE id = $1 AND redrives = $2 AND state = 'redriving' RETURNING id)
       INSERT INTO dead_letter_actions (dead_letter_id, action, actor, reason)
       SELECT id, 'returned', '', $3 FROM returned`,
      [id, redrives, reason],
    );
  }

  /** Forgets what has been decided for a month, and what nobody decided about for three. */
  async forget(limit: number): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM dead_letters WHERE id IN (
         SELECT id FROM dead_letters
          WHERE moved_at < now() - CASE state WHEN 'waiting' THEN interval '90 days' ELSE interval '30 days' END
            AND state <> 'redriving' LIMIT $1)`,
      [limit],
    );
    return count;
  }
}
