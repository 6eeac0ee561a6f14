import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sequence numbers are given before a transaction commits, so that a lower one may become visible after a higher one.
 * With the transaction beside it, a reader of all runs can tell which events can get no company any more.
 */
export class OrderEventsOfAllRuns implements MigrationInterface {
  readonly name = 'OrderEventsOfAllRuns1763900700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE run_events ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id()`,
    );
    await runner.query(`CREATE INDEX run_events_in_order ON run_events (transaction_id, sequence)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE run_events DROP COLUMN transaction_id');
  }
}
