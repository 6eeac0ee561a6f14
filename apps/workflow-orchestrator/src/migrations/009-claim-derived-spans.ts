import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that each span is exported by one of the replicas. */
export class ClaimDerivedSpans implements MigrationInterface {
  readonly name = 'ClaimDerivedSpans1764100000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE derived_spans ADD COLUMN claimed_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE derived_spans DROP COLUMN claimed_until');
  }
}
