import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetPeopleDecide implements MigrationInterface {
  readonly name = 'LetPeopleDecide1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE runs
        ADD COLUMN approvals jsonb NOT NULL
          DEFAULT '{"plan":false,"tasks":"none","onExhausted":"fail","timeoutMs":86400000}',
        ADD COLUMN plan_decision jsonb,
        ADD COLUMN paused_at timestamptz,
        ADD COLUMN clock_stopped_at timestamptz,
        ADD COLUMN continues jsonb,
        ADD COLUMN continued_by uuid`);
    await runner.query(`
      ALTER TABLE tasks
        ADD COLUMN person_wait jsonb,
        ADD COLUMN person_decision jsonb,
        ADD COLUMN retried_after integer NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE tasks DROP COLUMN person_wait, DROP COLUMN person_decision, DROP COLUMN retried_after',
    );
    await runner.query(`
      ALTER TABLE runs DROP COLUMN approvals, DROP COLUMN plan_decision, DROP COLUMN paused_at,
        DROP COLUMN clock_stopped_at, DROP COLUMN continues, DROP COLUMN continued_by`);
  }
}
