import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Later versions of a plan come from people, who may say why. */
export class KeepWhyPlansChanged1763905000000 implements MigrationInterface {
  readonly name = 'KeepWhyPlansChanged1763905000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE plans ADD COLUMN reason text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE plans DROP COLUMN reason');
  }
}
