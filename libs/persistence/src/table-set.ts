import type { MigrationInterface } from 'typeorm';

/** Tables that a library or a feature brings along: they live in the schema of the service that uses it. */
export interface TableSet {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}
