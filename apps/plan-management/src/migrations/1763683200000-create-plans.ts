import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans, and the model's answers that led to them. */
export class CreatePlans1763683200000 implements MigrationInterface {
  readonly name = 'CreatePlans1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE plans (
        run_id uuid NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        tasks jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, version)
      )`);
    await runner.query(`
      CREATE TABLE planning_turns (
        run_id uuid NOT NULL,
        turn integer NOT NULL CHECK (turn >= 1),
        answer jsonb NOT NULL,
        input_tokens integer NOT NULL CHECK (input_tokens >= 0),
        output_tokens integer NOT NULL CHECK (output_tokens >= 0),
        cost_usd double precision CHECK (cost_usd >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (run_id, turn)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE planning_turns');
    await runner.query('DROP TABLE plans');
  }
}
