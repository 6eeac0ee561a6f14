import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RememberCancels implements MigrationInterface {
  readonly name = 'RememberCancels1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE fences ADD COLUMN cancelled_attempt integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE fences DROP COLUMN cancelled_attempt');
  }
}
