import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateWorkspaces1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspaces (
        run_id text NOT NULL,
        task_id text NOT NULL,
        attempt integer NOT NULL,
        clone_dir text NOT NULL,
        git_dir text NOT NULL,
        work_tree text NOT NULL,
        base_commit text NOT NULL,
        base_tree text NOT NULL,
        PRIMARY KEY (run_id, task_id, attempt)
      )`);
    await runner.query('CREATE TABLE run_clones (run_id text PRIMARY KEY, clone_dir text NOT NULL)');
    await runner.query(`
      CREATE TABLE task_fences (
        run_id text NOT NULL,
        task_id text NOT NULL,
        attempt integer NOT NULL,
        epoch integer NOT NULL,
        PRIMARY KEY (run_id, task_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE task_fences');
    await runner.query('DROP TABLE run_clones');
    await runner.query('DROP TABLE workspaces');
  }
}
