import { context as contexts, isSpanContextValid, trace } from '@opentelemetry/api';
import { type LogFn, type Logger, type LoggerOptions, pino } from 'pino';
import { knownCorrelationId } from '../context/correlation.js';
import { requestFields } from '../context/request.js';
import { errorSink } from '../errors/error-sink.js';
import { reportLogLine } from '../errors/log-reports.js';
import { filterLogLine } from '../privacy/filter-log-line.js';
import { tracingEnvironment } from '../config/environment.js';
import { serviceName } from '../sdk/service-name.js';
import { errorFields } from './error-fields.js';
import { logLevel } from './log-level.js';

export type { Logger } from 'pino';

let root: Logger | undefined;

/** A logger that writes JSON lines with the ids of the trace that is active; `name` says which part speaks. */
export function getLogger(name?: string): Logger {
  root ??= pino(options({ logMethod: reportedToo }));
  return name === undefined ? root : root.child({ name });
}

function reportedToo(this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
  if (errorSink() !== undefined) reportLogLine(args, level, this.bindings()['name']);
  method.apply(this, args);
}

let own: Logger | undefined;

/** For what the library itself has to say: on stderr, because a program's output may be on stdout. */
export const ownLogger = (): Logger => (own ??= pino(options(), pino.destination({ fd: 2, sync: true })));

function options(more: LoggerOptions['hooks'] = {}): LoggerOptions {
  const env = tracingEnvironment();
  return {
    base: { service: serviceName(env) },
    level: logLevel(env),
    messageKey: 'message',
    errorKey: 'error',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    serializers: { err: errorFields, error: errorFields },
    formatters: { level: (label) => ({ level: label }) },
    mixin: traceFields,
    hooks: { streamWrite: filterLogLine, ...more },
  };
}

function traceFields(): Record<string, string> {
  const span = trace.getSpanContext(contexts.active());
  const correlation = knownCorrelationId();
  return {
    ...(span !== undefined && isSpanContextValid(span)
      ? { trace_id: span.traceId, span_id: span.spanId }
      : {}),
    ...(correlation === undefined ? {} : { correlation_id: correlation }),
    ...requestFields(),
  };
}
