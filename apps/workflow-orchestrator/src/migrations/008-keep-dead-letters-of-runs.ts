import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What services have told of messages of runs that no try could handle. */
export class KeepDeadLettersOfRuns implements MigrationInterface {
  readonly name = 'KeepDeadLettersOfRuns1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE run_dead_letters (
        id uuid PRIMARY KEY,
        run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
        queue text NOT NULL,
        message_type text NOT NULL,
        cause text NOT NULL,
        move text NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX run_dead_letters_of_run ON run_dead_letters (run_id, moved_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE run_dead_letters');
  }
}
