import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateJobs1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        key text NOT NULL,
        run_id uuid NOT NULL,
        payload jsonb NOT NULL,
        carrier jsonb NOT NULL,
        state text NOT NULL DEFAULT 'queued'
          CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        epoch integer NOT NULL DEFAULT 0,
        tries integer NOT NULL DEFAULT 0,
        deferrals integer NOT NULL DEFAULT 0,
        cancel_requested boolean NOT NULL DEFAULT false,
        lease_owner text,
        lease_until timestamptz,
        not_before timestamptz NOT NULL DEFAULT now(),
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        UNIQUE (kind, key)
      )`);
    await runner.query(
      `CREATE INDEX jobs_unfinished ON jobs (kind, not_before) WHERE state IN ('queued', 'running')`,
    );
    await runner.query(`CREATE INDEX jobs_of_run ON jobs (run_id)`);
    await runner.query(`CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE jobs');
  }
}
