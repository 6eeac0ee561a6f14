import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a job has ended with, for whoever asks for the same work again. */
export class KeepAnswers1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs ADD COLUMN answer_type text, ADD COLUMN answer jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN answer_type, DROP COLUMN answer');
  }
}
