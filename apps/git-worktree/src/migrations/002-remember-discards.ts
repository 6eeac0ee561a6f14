import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RememberDiscards1763700000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE discards (
        run_id text NOT NULL,
        task_id text NOT NULL,
        up_to integer NOT NULL,
        PRIMARY KEY (run_id, task_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE discards');
  }
}
