import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CountTokensOfAttempts implements MigrationInterface {
  readonly name = 'CountTokensOfAttempts1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE attempts
        ADD COLUMN token_limit integer NOT NULL DEFAULT 2147483647,
        ADD COLUMN used_tokens integer NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE attempts DROP COLUMN token_limit, DROP COLUMN used_tokens');
  }
}
