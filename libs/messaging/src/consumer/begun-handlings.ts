import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { asDatabaseError } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import type { Delivery } from './delivery.js';

/**
 * Which handlings began, so that a message that takes its process down each time is told from one whose connections
 * were lost. Only for messages that came back often: the others cost nothing.
 */
@Injectable()
export class BegunHandlings {
  private readonly process = randomUUID();

  constructor(private readonly dataSource: DataSource) {}

  /** @returns how many other processes have begun with the message, and told of no end */
  async begin({ queue, messageId }: Delivery): Promise<number> {
    const rows = await this.query<{ processes: number }[]>(
      `INSERT INTO begun_handlings AS begun (consumer, message_id, process) VALUES ($1, $2, $3)
       ON CONFLICT (consumer, message_id) DO UPDATE SET process = excluded.process, begun_at = now(),
           processes = begun.processes + CASE WHEN begun.process = excluded.process THEN 0 ELSE 1 END
       RETURNING processes`,
      [queue, messageId, this.process],
    );
    return (rows[0]?.processes ?? 1) - 1;
  }

  /** However it ended: this process is still there. */
  async end({ queue, messageId }: Delivery): Promise<void> {
    await this.query('DELETE FROM begun_handlings WHERE consumer = $1 AND message_id = $2', [
      queue,
      messageId,
    ]);
  }

  /** Forgets at most `limit` handlings of messages that nobody delivers any more. */
  async forget(olderThanDays: number, limit: number): Promise<number> {
    const [, count] = await this.query<[unknown[], number]>(
      `DELETE FROM begun_handlings WHERE (consumer, message_id) IN (
         SELECT consumer, message_id FROM begun_handlings WHERE begun_at < now() - $1 * interval '1 day' LIMIT $2)`,
      [olderThanDays, limit],
    );
    return count;
  }

  private query<T>(sql: string, parameters: unknown[]): Promise<T> {
    return this.dataSource.query<T>(sql, parameters).catch((error: unknown) => {
      throw asDatabaseError(error);
    });
  }
}
