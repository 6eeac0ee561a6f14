import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { TraceCategory } from '../governance/compliance.js';
import { complianceAttributes } from '../governance/constitutional-operation.js';
import { governedSpanOptions } from '../governance/governed-span.js';
import { recordFinishedOperation } from '../spans/finished-operation.js';
import { traceAsyncOperation } from '../spans/operation.js';
import { type DatabaseOptions, databaseAttributes } from './database-tracing.js';

/** What else may be said of the span of a database operation. */
export interface DatabaseOperationOptions extends DatabaseOptions {
  /** Whether the policy is about this data: a governed operation, with the policy’s hash. Default: false. */
  readonly constitutionalData?: boolean;
  readonly attributes?: Attributes;
}

/** An operation that is over. */
export interface FinishedDatabaseOperation extends DatabaseOperationOptions {
  /** `SELECT`, `INSERT`, or a name of one’s own. */
  readonly operation: string;
  readonly table: string;
  /** Seconds that it took. */
  readonly duration: number;
  /** Why it failed. */
  readonly error?: unknown;
}

type Work<T> = (span: Span) => T | Promise<T>;

/**
 * Records an operation on a table that is over, as a span that ends now; with a function, runs it in a span, and the
 * queries in it are that span’s children.
 * @param duration seconds
 * @throws what `fn` throws, recorded
 */
export function traceDatabaseOperation(
  operation: string,
  table: string,
  duration: number,
  error?: unknown,
): void;
export function traceDatabaseOperation(finished: FinishedDatabaseOperation): void;
export function traceDatabaseOperation<T>(operation: string, table: string, fn: Work<T>): Promise<T>;
export function traceDatabaseOperation<T>(
  operation: string,
  table: string,
  options: DatabaseOperationOptions,
  fn: Work<T>,
): Promise<T>;
export function traceDatabaseOperation<T>(
  given: string | FinishedDatabaseOperation,
  table = '',
  third: number | DatabaseOperationOptions | Work<T> = 0,
  fourth?: unknown,
): Promise<T> | undefined {
  if (typeof given !== 'string') record(given);
  else if (typeof third === 'number') record({ operation: given, table, duration: third, error: fourth });
  else if (typeof third === 'function') return run(given, table, {}, third);
  else if (isWork<T>(fourth)) return run(given, table, third, fourth);
  return undefined;
}

function record(finished: FinishedDatabaseOperation): void {
  const { operation, table, duration, error } = finished;
  const attributes = describe(operation, table, finished);
  recordFinishedOperation(`${operation} ${table}`, { kind: SpanKind.CLIENT, duration, error, attributes });
}

function run<T>(
  operation: string,
  table: string,
  options: DatabaseOperationOptions,
  fn: Work<T>,
): Promise<T> {
  const described = describe(operation, table, options);
  // A governed operation is kept whatever the sampling.
  const isGoverned = options.constitutionalData === true;
  const { attributes = {}, ...governed } = isGoverned
    ? governedSpanOptions(described)
    : { attributes: described };
  return traceAsyncOperation(`${operation} ${table}`, attributes, async (span) => fn(span), {
    ...governed,
    kind: SpanKind.CLIENT,
  });
}

const describe = (operation: string, table: string, options: DatabaseOperationOptions): Attributes => ({
  ...databaseAttributes(options),
  'db.operation.name': operation,
  'db.collection.name': table,
  'db.query.summary': `${operation} ${table}`,
  ...(options.constitutionalData === true ? complianceAttributes(TraceCategory.Database) : {}),
  ...options.attributes,
});

const isWork = <T>(value: unknown): value is Work<T> => typeof value === 'function';
