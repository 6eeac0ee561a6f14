import { PersistenceModule, type TableSet, asDatabaseError, isInUnitOfWork } from '@throughline/persistence';
import { refuseCallsInside } from '@throughline/service-client';
import { DataSource } from 'typeorm';
import type { ServicePart } from './service-part.js';

/** The service's own schema, with the tables that other parts bring along. */
export function databasePart(service: string, own: TableSet, tables: readonly TableSet[]): ServicePart {
  refuseCallsInside(isInUnitOfWork);
  return {
    module: PersistenceModule.forRoot({ schema: service, ...own, tables }),
    readiness: {
      name: 'database',
      check: async (find) => {
        await find(DataSource).query('SELECT 1');
      },
    },
    translate: asDatabaseError,
  };
}
