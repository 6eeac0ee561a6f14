import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateWorkflow implements MigrationInterface {
  readonly name = 'CreateWorkflow1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE runs (
        id uuid PRIMARY KEY,
        request_hash text NOT NULL,
        goal text NOT NULL,
        repository jsonb NOT NULL,
        checks jsonb NOT NULL,
        model text NOT NULL,
        limits jsonb NOT NULL,
        state text NOT NULL,
        reason text,
        branch text,
        "commit" text,
        merging_task text,
        input_tokens integer NOT NULL DEFAULT 0,
        output_tokens integer NOT NULL DEFAULT 0,
        model_calls integer NOT NULL DEFAULT 0,
        cost_usd double precision,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        deadline timestamptz NOT NULL,
        step_deadline timestamptz
      )`);
    await runner.query(`CREATE INDEX runs_newest ON runs (created_at DESC)`);
    await runner.query(`CREATE INDEX runs_unfinished ON runs (deadline) WHERE finished_at IS NULL`);
    await runner.query(`
      CREATE TABLE tasks (
        run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        id text NOT NULL,
        position integer NOT NULL,
        plan jsonb NOT NULL,
        state text NOT NULL,
        reason text,
        attempt integer NOT NULL,
        feedback text,
        merge_position integer,
        merge_tree text,
        merge_head text,
        deadline timestamptz,
        PRIMARY KEY (run_id, id)
      )`);
    await runner.query(
      `CREATE INDEX tasks_deadline ON tasks (deadline) WHERE state NOT IN ('done', 'failed', 'cancelled')`,
    );
    await runner.query(`
      CREATE TABLE attempts (
        run_id uuid NOT NULL,
        task_id text NOT NULL,
        number integer NOT NULL,
        epoch integer NOT NULL,
        state text NOT NULL,
        "commit" text,
        tree text,
        reason text,
        turns integer NOT NULL,
        fingerprints jsonb NOT NULL,
        started_at timestamptz NOT NULL,
        deadline timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (run_id, task_id, number),
        FOREIGN KEY (run_id, task_id) REFERENCES tasks (run_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE run_events (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        task_id text,
        attempt integer,
        state text NOT NULL,
        text text NOT NULL
      )`);
    await runner.query(`CREATE INDEX run_events_of_run ON run_events (run_id, sequence)`);
    await runner.query(`
      CREATE TABLE derived_spans (
        run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        span_id text NOT NULL,
        span jsonb NOT NULL,
        exported_at timestamptz,
        PRIMARY KEY (run_id, span_id)
      )`);
    await runner.query(
      `CREATE INDEX derived_spans_waiting ON derived_spans (run_id) WHERE exported_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE derived_spans, run_events, attempts, tasks, runs');
  }
}
