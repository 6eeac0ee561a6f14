import { ThroughlineError } from '@throughline/contracts';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { retry } from '@throughline/resilience';
import { DataSource } from 'typeorm';
import type { PersistenceOptions } from '../persistence.module.js';
import { isDatabaseUnavailable, asDatabaseError } from './database-errors.js';
import { prepareSchema } from './prepare-schema.js';
import { schemaName } from './schema-name.js';
import { whileHoldingStartLock } from './start-lock.js';
import { storeStorable } from './storable.js';

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5_000;
/** The server gives up a statement first; the client's own limit is for a server that no longer answers. */
const STATEMENT_TIMEOUT_MS = 10_000;
const QUERY_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

/** Prepares the service's schema and role, brings its tables up to date and opens the pool. */
export function openDatabase(options: PersistenceOptions): Promise<DataSource> {
  const url = options.databaseUrl ?? process.env['DATABASE_URL'];
  if (url === undefined || url === '') throw urlMissing();
  const schema = schemaName(options.schema);
  return withoutTracing(() =>
    // At a start of everything at once the server may need a moment longer than we do.
    retry(() => open(url, schema, options), {
      attempts: 8,
      baseDelayMs: 250,
      maxDelayMs: 4_000,
      isRetryable: isDatabaseUnavailable,
    }).catch((error: unknown) => {
      throw asDatabaseError(error);
    }),
  );
}

function open(url: string, schema: string, options: PersistenceOptions): Promise<DataSource> {
  return whileHoldingStartLock(url, schema, async (admin) => {
    const ownUrl = await prepareSchema(admin, url, schema);
    const dataSource = dataSourceFor(ownUrl, schema, options);
    storeStorable(dataSource);
    await dataSource.initialize();
    try {
      await dataSource.runMigrations({ transaction: 'each' });
      return dataSource;
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  });
}

function dataSourceFor(url: string, schema: string, options: PersistenceOptions): DataSource {
  const sets = [...(options.tables ?? []), options];
  return new DataSource({
    type: 'postgres',
    url,
    schema,
    entities: sets.flatMap((set) => [...set.entities]),
    migrations: sets.flatMap((set) => [...set.migrations]),
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    installExtensions: false,
    logging: false,
    poolErrorHandler: (error: unknown) => {
      getLogger('persistence').warn({ err: error }, 'an idle database connection was lost');
    },
    extra: {
      application_name: `throughline ${schema}`,
      options: `-c search_path=${schema}`,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      keepAlive: true,
      // Statements are sent when they are asked for, not when the one before is answered.
      pipeline: true,
    },
  });
}

function urlMissing(): ThroughlineError {
  const text =
    'DATABASE_URL is not set: give the Postgres to use, as postgresql://user:password@host:port/database';
  return new ThroughlineError('database_url_missing', 'invalid', text);
}
