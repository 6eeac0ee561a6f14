import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACTIVE = `('running', 'verifying', 'merging')`;

/** Slots for tasks, who waits for one, since when states last, and limits in dollars. */
export class ShareSlots implements MigrationInterface {
  readonly name = 'ShareSlots1763904000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE runs
        ADD COLUMN state_since timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN slots_wanted integer NOT NULL DEFAULT 0,
        ADD COLUMN slots_wanted_since timestamptz`);
    await runner.query(`ALTER TABLE tasks ADD COLUMN state_since timestamptz NOT NULL DEFAULT now()`);
    await runner.query(`
      ALTER TABLE attempts
        ADD COLUMN cost_limit_usd double precision,
        ADD COLUMN used_cost_usd double precision DEFAULT 0`);
    await runner.query(
      `CREATE INDEX runs_waiting_for_slots ON runs (slots_wanted_since) WHERE slots_wanted > 0`,
    );
    // The empty scope is the platform; every other one is the path of a repository.
    await runner.query(`
      CREATE TABLE task_slots (
        scope text NOT NULL,
        number integer NOT NULL,
        run_id uuid,
        task_id text,
        PRIMARY KEY (scope, number)
      )`);
    await runner.query(`CREATE INDEX task_slots_free ON task_slots (scope, number) WHERE run_id IS NULL`);
    await runner.query(`CREATE INDEX task_slots_held ON task_slots (run_id) WHERE run_id IS NOT NULL`);
    await this.holdForActiveTasks(runner);
  }

  private async holdForActiveTasks(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO task_slots (scope, number, run_id, task_id)
      SELECT '', row_number() OVER (ORDER BY run_id, id), run_id, id FROM tasks WHERE state IN ${ACTIVE}`);
    await runner.query(`
      INSERT INTO task_slots (scope, number, run_id, task_id)
      SELECT path, row_number() OVER (PARTITION BY path ORDER BY run_id, id), run_id, id
        FROM (SELECT r.repository->>'path' AS path, t.run_id, t.id
                FROM tasks t JOIN runs r ON r.id = t.run_id WHERE t.state IN ${ACTIVE}) AS held`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE task_slots');
    await runner.query('ALTER TABLE attempts DROP COLUMN cost_limit_usd, DROP COLUMN used_cost_usd');
    await runner.query('ALTER TABLE tasks DROP COLUMN state_since');
    await runner.query(
      'ALTER TABLE runs DROP COLUMN state_since, DROP COLUMN slots_wanted, DROP COLUMN slots_wanted_since',
    );
  }
}
