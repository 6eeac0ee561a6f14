import { context as contexts } from '@opentelemetry/api';
import { type TraceCarrier, captureContext } from '../context/carrier.js';

const PARENT = 'TRACEPARENT';

/**
 * The environment with the active context in `TRACEPARENT`, `TRACESTATE` and `BAGGAGE`, for a child process that
 * continues the trace; where the process gets a span by itself, that span is the parent.
 */
export function childProcessEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...env, ...variablesOf(captureContext()) };
}

/** `NAME=value` pairs in which the context is now that of the active span, where it was handed down before. */
export function renewedEnvironment(pairs: readonly string[], before: TraceCarrier): string[] | undefined {
  const handedDown = `${PARENT}=${before.traceparent ?? ''}`;
  const at = before.traceparent === undefined ? -1 : pairs.indexOf(handedDown);
  const now = captureContext(contexts.active()).traceparent;
  return at < 0 || now === undefined ? undefined : pairs.with(at, `${PARENT}=${now}`);
}

function variablesOf({ traceparent, tracestate, baggage }: TraceCarrier): Record<string, string> {
  return {
    ...(traceparent === undefined ? {} : { [PARENT]: traceparent }),
    ...(tracestate === undefined ? {} : { TRACESTATE: tracestate }),
    ...(baggage === undefined ? {} : { BAGGAGE: baggage }),
  };
}
