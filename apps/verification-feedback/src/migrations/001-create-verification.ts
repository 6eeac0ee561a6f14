import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateVerification implements MigrationInterface {
  readonly name = 'CreateVerification1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE fences (
        run_id uuid NOT NULL,
        task_id text NOT NULL,
        attempt integer NOT NULL,
        epoch integer NOT NULL,
        PRIMARY KEY (run_id, task_id)
      )`);
    await runner.query(`
      CREATE TABLE verifications (
        run_id uuid NOT NULL,
        task_id text NOT NULL,
        attempt integer NOT NULL,
        purpose text NOT NULL,
        tree text NOT NULL,
        epoch integer NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'ended')),
        finished jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, task_id, attempt, purpose, tree),
        CHECK ((state = 'ended') = (finished IS NOT NULL))
      )`);
    await runner.query(`
      CREATE TABLE baselines (
        key text PRIMARY KEY,
        status text NOT NULL,
        exit_code integer,
        fingerprints jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX baselines_created_at ON baselines (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE baselines, verifications, fences');
  }
}
