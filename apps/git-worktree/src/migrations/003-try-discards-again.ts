import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TryDiscardsAgain1763700000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE workspaces
        ADD COLUMN discard_tries integer NOT NULL DEFAULT 0,
        ADD COLUMN discard_due timestamptz`);
    // Those that were given up before there was a second chance.
    await runner.query(`
      UPDATE workspaces SET discard_due = now() FROM discards
       WHERE discards.run_id = workspaces.run_id AND discards.task_id IN (workspaces.task_id, '*')
         AND workspaces.attempt <= discards.up_to`);
    await runner.query(
      'CREATE INDEX workspaces_discard_due ON workspaces (discard_due) WHERE discard_due IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE workspaces DROP COLUMN discard_due, DROP COLUMN discard_tries');
  }
}
