import { Injectable } from '@nestjs/common';
import { queryPrepared } from '@throughline/persistence';
import { withoutTracing } from '@throughline/tracing';
import { DataSource, type EntityManager } from 'typeorm';
import { inOrderOfIds, type OutgoingMessage } from './outgoing-message.js';

/** How long a row belongs to whoever wrote or claimed it, before others may send it. */
export const CLAIM_SECONDS = 15;

interface OutboxRow {
  id: string;
  run_id: string;
  message_type: string;
  kind: OutgoingMessage['kind'];
  payload: string;
  span_id: string;
  parent: OutgoingMessage['parent'];
  cause: OutgoingMessage['cause'];
  carrier: OutgoingMessage['carrier'];
  published_at: string;
}

const INSERT = `WITH confirmed AS (DELETE FROM outbox WHERE id = ANY($12::uuid[]))
  INSERT INTO outbox
    (id, run_id, message_type, kind, payload, span_id, parent, cause, carrier, published_at, not_before)
  SELECT *, now() + $11 * interval '1 second'
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                $7::json[], $8::json[], $9::json[], $10::bigint[])`;

/** The statements on table `outbox`. */
@Injectable()
export class OutboxRows {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * One statement, however many messages; sent when it returns. The rows are ours to send until the claim runs out.
   * @param confirmed rows of messages sent before, which it deletes
   */
  async insert(
    manager: EntityManager,
    messages: readonly OutgoingMessage[],
    confirmed: readonly string[],
  ): Promise<void> {
    const values = [
      messages.map((message) => message.id),
      messages.map((message) => message.runId),
      messages.map((message) => message.messageType),
      messages.map((message) => message.kind),
      messages.map((message) => message.payload),
      messages.map((message) => message.spanId),
      messages.map(({ parent }) => JSON.stringify({ traceparent: parent.traceparent })),
      messages.map((message) => (message.cause === null ? null : JSON.stringify(message.cause))),
      messages.map((message) => JSON.stringify(message.carrier)),
      messages.map((message) => message.publishedAt),
      CLAIM_SECONDS,
      confirmed,
    ];
    // Each message has a span of its own for what becomes of it.
    await withoutTracing(() => queryPrepared(manager, 'outbox-insert', INSERT, values));
  }

  /**
   * Claims rows that nobody sends: after a crash, or for another try of a returned command.
   * @param horizonSeconds how much of a claim to disregard: at a start those of the process before count for nothing
   */
  async claim(limit: number, horizonSeconds = 0): Promise<OutgoingMessage[]> {
    const [rows] = await this.dataSource.query<[OutboxRow[], number]>(
      `UPDATE outbox SET not_before = now() + $2 * interval '1 second'
        WHERE id IN (SELECT id FROM outbox WHERE not_before <= now() + $3 * interval '1 second'
                      ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING id, run_id, message_type, kind, payload, span_id, parent, cause, carrier, published_at`,
      [limit, CLAIM_SECONDS, horizonSeconds],
    );
    // The order in which rows are found is not that in which an UPDATE returns them.
    return rows.map(fromRow).sort(inOrderOfIds);
  }

  /** Leaves a message for a later try; the delay doubles with each, up to a minute. */
  async postpone(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE outbox SET tries = tries + 1, not_before = now() + least(60, 2 ^ least(tries, 6)) * interval '1 second'
        WHERE id = $1`,
      [id],
    );
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.dataSource.query('DELETE FROM outbox WHERE id = ANY($1::uuid[])', [ids]);
  }

  /** How many rows there are, counted no further than `limit`. */
  async count(limit: number): Promise<number> {
    const [row] = await this.dataSource.query<{ count: string }[]>(
      'SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT $1) AS rows',
      [limit],
    );
    return Number(row?.count ?? 0);
  }

  async countOfRun(runId: string): Promise<number> {
    const [row] = await this.dataSource.query<{ count: string }[]>(
      'SELECT count(*) FROM outbox WHERE run_id = $1',
      [runId],
    );
    return Number(row?.count ?? 0);
  }
}

const fromRow = (row: OutboxRow): OutgoingMessage => ({
  id: row.id,
  runId: row.run_id,
  messageType: row.message_type,
  kind: row.kind,
  payload: row.payload,
  spanId: row.span_id,
  // All else of it is as in the message's own context.
  parent: { ...row.carrier, ...row.parent },
  cause: row.cause,
  carrier: row.carrier,
  publishedAt: Number(row.published_at),
});
