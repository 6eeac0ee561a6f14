import { Injectable } from '@nestjs/common';
import { queryPrepared } from '@throughline/persistence';
import { withoutTracing } from '@throughline/tracing';
import { DataSource, type EntityManager } from 'typeorm';
import type { Delivery } from './delivery.js';

const INSERT = `INSERT INTO inbox (consumer, message_id) SELECT * FROM unnest($1::text[], $2::uuid[])
  ON CONFLICT DO NOTHING RETURNING consumer, message_id`;

/** The statements on table `inbox`: which messages this service has handled. */
@Injectable()
export class InboxRows {
  constructor(private readonly dataSource: DataSource) {}

  /** Remembers the messages. @returns those that were not known before, each once */
  async insert(manager: EntityManager, deliveries: readonly Delivery[]): Promise<ReadonlySet<Delivery>> {
    const firsts = new Map(
      deliveries.toReversed().map((delivery) => [keyOf(delivery.queue, delivery.messageId), delivery]),
    );
    // Part of what the transaction's own span tells of.
    const rows = await withoutTracing(() =>
      queryPrepared<{ consumer: string; message_id: string }>(manager, 'inbox-insert', INSERT, [
        deliveries.map((delivery) => delivery.queue),
        deliveries.map((delivery) => delivery.messageId),
      ]),
    );
    const fresh = rows.map((row) => firsts.get(keyOf(row.consumer, row.message_id)));
    return new Set(fresh.filter((delivery) => delivery !== undefined));
  }

  /** Forgets at most `limit` messages that came longer ago than any redelivery may take. */
  async forget(olderThanDays: number, limit: number): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM inbox WHERE (consumer, message_id) IN (
         SELECT consumer, message_id FROM inbox WHERE received_at < now() - $1 * interval '1 day' LIMIT $2)`,
      [olderThanDays, limit],
    );
    return count;
  }
}

const keyOf = (consumer: string, messageId: string): string => `${consumer} ${messageId}`;
