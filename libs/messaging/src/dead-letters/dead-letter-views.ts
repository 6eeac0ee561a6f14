import { Inject, Injectable } from '@nestjs/common';
import {
  DeadLetterAction,
  DeadLetterDetail,
  type DeadLetterQuery,
  DeadLetterView,
} from '@throughline/contracts';
import { asDatabaseError } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { maxRedrives } from '../settings.js';
import { DeadLetterNotFoundError } from './dead-letter.errors.js';

interface ViewRow extends Omit<DeadLetterView, 'service' | 'maxRedrives' | 'failedAt'> {
  readonly failedAt: Date;
}
interface DetailRow extends ViewRow {
  readonly body: Buffer;
  readonly headers: Record<string, unknown>;
}

/** A redriven message whose handler has committed is remembered in the inbox, for as long as that remembers. */
const STATE = `CASE WHEN state = 'redriven' AND EXISTS (
    SELECT 1 FROM inbox WHERE consumer = d.queue AND message_id =
      CASE WHEN d.message_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN d.message_id::uuid END)
  THEN 'handled' ELSE state END`;

const COLUMNS = `id, queue, message_type AS "messageType", message_id AS "messageId", run_id AS "runId",
  trace_id AS "traceId", cause_code AS "causeCode", cause, tries, ${STATE} AS state, redrives, failed_at AS "failedAt"`;

/** What is shown of dead letters. */
@Injectable()
export class DeadLetterViews {
  private readonly maxRedrives = maxRedrives();

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly dataSource: DataSource,
  ) {}

  /** The newest first. */
  async list({ limit, state, run }: DeadLetterQuery): Promise<DeadLetterView[]> {
    const rows = await this.query<ViewRow>(
      `SELECT * FROM (SELECT ${COLUMNS} FROM dead_letters d) AS views
        WHERE ($2::text IS NULL OR state = $2) AND ($3::uuid IS NULL OR "runId" = $3)
        ORDER BY "failedAt" DESC, id LIMIT $1`,
      [limit, state ?? null, run ?? null],
    );
    return rows.map((row) => Object.assign(new DeadLetterView(), this.viewOf(row)));
  }

  /** @throws {DeadLetterNotFoundError} */
  async find(id: string): Promise<DeadLetterDetail> {
    const sql = `SELECT ${COLUMNS}, body, headers FROM dead_letters d WHERE id = $1`;
    const [row] = await this.query<DetailRow>(sql, [id]);
    if (row === undefined) throw new DeadLetterNotFoundError(id);
    return Object.assign(new DeadLetterDetail(), this.viewOf(row), {
      body: row.body.toString('utf8'),
      actions: await this.actionsOf(id),
    });
  }

  private async actionsOf(id: string): Promise<DeadLetterAction[]> {
    const rows = await this.query<Omit<DeadLetterAction, 'at'> & { at: Date }>(
      `SELECT action, at, actor AS by, reason, trace_id AS "traceId" FROM dead_letter_actions
        WHERE dead_letter_id = $1 ORDER BY id`,
      [id],
    );
    return rows.map((row) => Object.assign(new DeadLetterAction(), row, { at: row.at.toISOString() }));
  }

  private viewOf<Row extends ViewRow>(row: Row) {
    const { service } = this.options;
    return { ...row, service, maxRedrives: this.maxRedrives, failedAt: row.failedAt.toISOString() };
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.dataSource.query<Row[]>(sql, parameters).catch((error: unknown) => {
      throw asDatabaseError(error);
    });
  }
}
