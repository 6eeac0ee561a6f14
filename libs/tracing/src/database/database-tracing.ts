import { type Span, SpanKind, context as contexts } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { withQuerySpan } from './query-context.js';
import { describeQuery } from './query-description.js';

type Work<T> = (span: Span) => T | Promise<T>;

/** Which database it is. */
export interface DatabaseOptions {
  /** Default: postgresql. */
  readonly system?: string;
  /** Name of the database. */
  readonly namespace?: string;
}

/** Databases by hand, for those whose client no instrumentation knows; pg and TypeORM need no call. */
export interface DatabaseTracing {
  /**
   * Runs `fn` in a CLIENT span `SELECT users` with the statement without its literals. What pg sends inside is this
   * query, and gets no span of its own. @throws what `fn` throws, recorded
   */
  readonly traceDatabaseQuery: <T>(sql: string, fn: Work<T>, options?: DatabaseOptions) => Promise<T>;
  /** Runs `fn`, in which the statements are, in a span `transaction`. @throws what `fn` throws, recorded */
  readonly traceDatabaseTransaction: <T>(fn: Work<T>, options?: DatabaseOptions) => Promise<T>;
}

const tracing: DatabaseTracing = {
  traceDatabaseQuery: (sql, fn, options = {}) => {
    const { name, attributes } = describeQuery(sql);
    const once: typeof fn = (span) => contexts.with(withQuerySpan(contexts.active()), fn, undefined, span);
    return traceAsyncOperation(
      name,
      { ...attributes, ...databaseAttributes(options) },
      async (span) => once(span),
      { kind: SpanKind.CLIENT },
    );
  },
  traceDatabaseTransaction: (fn, options = {}) =>
    traceAsyncOperation('transaction', databaseAttributes(options), async (span) => fn(span)),
};

/** The functions for databases whose client no instrumentation knows. */
export const getDatabaseTracing = (): DatabaseTracing => tracing;

export const databaseAttributes = ({ system = 'postgresql', namespace }: DatabaseOptions) => ({
  'db.system.name': system,
  'db.namespace': namespace,
});
