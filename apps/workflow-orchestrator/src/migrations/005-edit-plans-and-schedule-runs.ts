import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EditPlansAndScheduleRuns implements MigrationInterface {
  readonly name = 'EditPlansAndScheduleRuns1763905000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE runs
        ADD COLUMN plan_version integer NOT NULL DEFAULT 0,
        ADD COLUMN plan_edit jsonb,
        ADD COLUMN schedule jsonb`);
    await runner.query(`
      CREATE TABLE schedules (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        cron text NOT NULL,
        time_zone text NOT NULL,
        missed text NOT NULL,
        overlap text NOT NULL,
        run jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        next_at timestamptz
      )`);
    await runner.query(`CREATE INDEX schedules_next ON schedules (next_at) WHERE next_at IS NOT NULL`);
    await runner.query(`
      CREATE TABLE firings (
        schedule_id uuid NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
        due_at timestamptz NOT NULL,
        state text NOT NULL,
        run_id uuid UNIQUE,
        reason text,
        tries integer NOT NULL,
        claimed_at timestamptz NOT NULL,
        next_try_at timestamptz,
        trace jsonb NOT NULL,
        PRIMARY KEY (schedule_id, due_at)
      )`);
    await runner.query(`CREATE INDEX firings_open ON firings (next_try_at) WHERE next_try_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE firings, schedules');
    await runner.query(
      'ALTER TABLE runs DROP COLUMN plan_version, DROP COLUMN plan_edit, DROP COLUMN schedule',
    );
  }
}
