import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Both tables only ever grow and shrink: they are vacuumed by rows, not by a share of their size. */
const VACUUM = 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000';

export class CreateMessaging1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        run_id uuid NOT NULL,
        message_type text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('command', 'event')),
        payload text NOT NULL,
        span_id text NOT NULL,
        parent json NOT NULL,
        cause json,
        carrier json NOT NULL,
        published_at bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        tries integer NOT NULL DEFAULT 0,
        not_before timestamptz NOT NULL
      ) WITH (${VACUUM})`);
    await runner.query(`
      CREATE TABLE inbox (
        consumer text NOT NULL,
        message_id uuid NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, message_id)
      ) WITH (${VACUUM})`);
    await runner.query('CREATE INDEX inbox_received_at ON inbox USING brin (received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inbox');
    await runner.query('DROP TABLE outbox');
  }
}
