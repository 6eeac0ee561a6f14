import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that forgetting the oldest runs looks at no others. */
export class FindOldRuns implements MigrationInterface {
  readonly name = 'FindOldRuns1763908000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX runs_finished ON runs (finished_at) WHERE finished_at IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX runs_finished');
  }
}
