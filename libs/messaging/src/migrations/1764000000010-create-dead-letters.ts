import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDeadLetters1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dead_letters (
        id uuid PRIMARY KEY,
        queue text NOT NULL,
        message_type text NOT NULL,
        message_id text NOT NULL,
        run_id uuid,
        trace_id text,
        span_id text NOT NULL,
        cause_code text NOT NULL,
        cause text NOT NULL,
        tries integer NOT NULL,
        body bytea NOT NULL,
        headers jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'redriving', 'redriven', 'discarded')),
        redrives integer NOT NULL CHECK (redrives >= 0),
        failed_at timestamptz NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT now(),
        not_before timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX dead_letters_failed_at ON dead_letters (failed_at DESC, id)');
    await runner.query(
      `CREATE INDEX dead_letters_redriving ON dead_letters (not_before) WHERE state = 'redriving'`,
    );
    await runner.query(`
      CREATE TABLE dead_letter_actions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        dead_letter_id uuid NOT NULL REFERENCES dead_letters ON DELETE CASCADE,
        action text NOT NULL CHECK (action IN ('died', 'redriven', 'returned', 'discarded')),
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        reason text NOT NULL,
        trace_id text
      )`);
    await runner.query('CREATE INDEX dead_letter_actions_of ON dead_letter_actions (dead_letter_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dead_letter_actions');
    await runner.query('DROP TABLE dead_letters');
  }
}
