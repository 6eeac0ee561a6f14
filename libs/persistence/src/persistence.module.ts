import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { openDatabase } from './database/open-database.js';
import type { TableSet } from './table-set.js';
import { UnitsOfWork } from './unit-of-work/units-of-work.js';

export interface PersistenceOptions extends TableSet {
  /** The service's own schema; dashes become underscores. */
  readonly schema: string;
  /** Tables that libraries bring along: `messagingTables`, `jobsTables`. */
  readonly tables?: readonly TableSet[];
  /** Default: DATABASE_URL. */
  readonly databaseUrl?: string;
}

/** The service's database: opened, with its schema up to date, before anything else starts. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  static forRoot(options: PersistenceOptions): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      providers: [{ provide: DataSource, useFactory: () => openDatabase(options) }, UnitsOfWork],
      exports: [DataSource, UnitsOfWork],
    };
  }

  /** The pool closes last: modules that finish their work at shutdown do so in earlier hooks. */
  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
