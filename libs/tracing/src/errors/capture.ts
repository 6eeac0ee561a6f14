import { knownCorrelationId } from '../context/correlation.js';
import { requestFields } from '../context/request.js';
import { errorSink } from './error-sink.js';
import { type BreadcrumbLevel, type ErrorScope, activeScope } from './error-scope.js';
import { activeSpanContext, originOf } from './failures.js';

type Extra = Readonly<Record<string, unknown>>;

/** Reports an error, with what else helps to understand it. Does nothing without a DSN; one error is reported once. */
export function captureException(error: unknown, extra: Extra = {}): void {
  report(error, 'error', extra);
}

export function report(
  error: unknown,
  level: BreadcrumbLevel,
  extra: Extra,
  tags: Readonly<Record<string, string>> = {},
): void {
  const sink = errorSink();
  if (sink === undefined) return;
  const scope = activeScope();
  scope.hasReported = true;
  const span = originOf(error) ?? scope.span ?? scope.parent;
  sink.exception(error, { scope, span, level, extra, tags: { ...tags, ...correlated() } });
}

/** Reports something that went wrong without an error object. */
export function reportMessage(
  message: string,
  level: BreadcrumbLevel,
  extra: Extra,
  scope: ErrorScope = activeScope(),
): void {
  const sink = errorSink();
  if (sink === undefined) return;
  scope.hasReported = true;
  const span = activeSpanContext() ?? scope.span ?? scope.parent;
  sink.message(message, { scope, span, level, extra, tags: correlated() });
}

/**
 * Reports the error that a request is answered with, when its status is one of those that are reported: 403, 404, 429,
 * 500, 502, 503, 504, unless `configureSentry` was told others.
 */
export function captureRequestError(error: unknown, status: number, extra: Extra = {}): void {
  if (errorSink()?.isFailedStatus(status) !== true) return;
  report(error, 'error', extra, { 'http.response.status_code': String(status) });
}

/** Says who the request, message or job that runs now is done for. Its e-mail address is masked on the way out. */
export function addUserContext(id: string, email?: string, extra: Extra = {}): void {
  if (errorSink() === undefined) return;
  activeScope().user = { ...extra, id, ...(email === undefined ? {} : { email }) };
}

/** Notes a step that helps to understand an error of the same request, message or job; the last 100 are reported. */
export function addBreadcrumb(
  message: string,
  category = 'custom',
  level: BreadcrumbLevel = 'info',
  data: Extra = {},
): void {
  if (errorSink() === undefined) return;
  activeScope().add({ message, category, level, data, timestamp: Date.now() / 1_000 });
}

/** The ids and the request of the work, by the names that log lines have for them. */
function correlated(): Record<string, string> {
  const id = knownCorrelationId();
  return { ...(id === undefined ? {} : { correlation_id: id }), ...requestFields() };
}
