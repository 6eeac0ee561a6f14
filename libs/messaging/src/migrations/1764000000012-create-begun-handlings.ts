import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Handlings of messages that came back often, by processes that may not live to tell how they ended. */
export class CreateBegunHandlings1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE begun_handlings (
        consumer text NOT NULL,
        message_id uuid NOT NULL,
        process uuid NOT NULL,
        processes integer NOT NULL DEFAULT 1,
        begun_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, message_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE begun_handlings');
  }
}
