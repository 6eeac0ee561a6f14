import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type SpanContext, context as contexts, createContextKey } from '@opentelemetry/api';

/** Who the work is done for, as error reports say it. */
export interface ErrorUser {
  readonly id: string;
  readonly email?: string;
  readonly [detail: string]: unknown;
}

/** How serious a breadcrumb is, in the words of Sentry. */
export type BreadcrumbLevel = 'fatal' | 'error' | 'warning' | 'info' | 'debug';

/** Something that happened before an error. */
export interface ErrorBreadcrumb {
  readonly message: string;
  readonly category: string;
  readonly level: BreadcrumbLevel;
  readonly data: Readonly<Record<string, unknown>>;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** An error on its way to an answer. */
export interface ThrownError {
  readonly error: unknown;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Where it was thrown. */
  readonly context: Context;
}

const MAX_BREADCRUMBS = 100;

/** What is known of one request, message or job, for the errors in it. */
export class ErrorScope {
  user: ErrorUser | undefined;
  /** The first span of the work here. */
  span: SpanContext | undefined;
  /** The caller's span, where it has one. */
  parent: SpanContext | undefined;
  /** What a handler has thrown, until its answer says whether that is a failure. */
  thrown: ThrownError | undefined;
  /** An error of this work has been reported. */
  hasReported = false;
  private crumbs: ErrorBreadcrumb[] = [];

  add(breadcrumb: ErrorBreadcrumb): void {
    // Halved when it is twice as long as needed, so that adding costs the same however many there are.
    if (this.crumbs.length >= 2 * MAX_BREADCRUMBS) this.crumbs = this.crumbs.slice(-MAX_BREADCRUMBS);
    this.crumbs.push(breadcrumb);
  }

  /** The last ones, oldest first. */
  latest(): readonly ErrorBreadcrumb[] {
    return this.crumbs.slice(-MAX_BREADCRUMBS);
  }
}

const KEY = createContextKey('throughline error scope');
/** For programs whose tracing is off: then nothing carries a context. */
const storage = new AsyncLocalStorage<ErrorScope>();
/** What is outside of any request: the program itself. */
const ofProcess = new ErrorScope();

export const withScope = (context: Context, scope: ErrorScope): Context => context.setValue(KEY, scope);

export function scopeOf(context: Context): ErrorScope | undefined {
  const scope = context.getValue(KEY);
  return scope instanceof ErrorScope ? scope : undefined;
}

/** The scope of the work that runs now. It follows the context of OpenTelemetry, wherever that is carried. */
export const activeScope = (): ErrorScope => activeWorkScope() ?? ofProcess;

/** The same; undefined where no work of its own runs. */
export const activeWorkScope = (): ErrorScope | undefined => scopeOf(contexts.active()) ?? storage.getStore();

/**
 * Runs `fn` as work of its own: its user and its breadcrumbs are those of its errors alone. Requests, messages and
 * jobs whose context has been extracted by this library are such work already.
 */
export function withErrorScope<T>(fn: () => T): T {
  const scope = new ErrorScope();
  return storage.run(scope, () => contexts.with(withScope(contexts.active(), scope), fn));
}
