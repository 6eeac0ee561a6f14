import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTurns implements MigrationInterface {
  readonly name = 'CreateTurns1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE turns (
        run_id uuid NOT NULL,
        task_id text NOT NULL,
        attempt integer NOT NULL,
        number integer NOT NULL,
        answer jsonb NOT NULL,
        results jsonb,
        input_tokens integer NOT NULL,
        output_tokens integer NOT NULL,
        cost_usd double precision,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, task_id, attempt, number)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE turns');
  }
}
