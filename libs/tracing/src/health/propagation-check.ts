import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { extractTraceContext, injectTraceContext } from '../propagation/propagation-utils.js';
import type { HealthCheck } from './health-check.js';

const PROBE = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

/** Writes a context into headers and reads it back, with the formats that are configured. */
export function checkPropagation(): HealthCheck {
  const context = trace.setSpanContext(ROOT_CONTEXT, PROBE);
  const headers = injectTraceContext({}, { context });
  const found = trace.getSpanContext(extractTraceContext(headers, ROOT_CONTEXT));
  const details = { headers: Object.keys(headers).sort().join(', ') };
  if (found?.traceId === PROBE.traceId) return { status: 'healthy', details };
  const reason =
    'no context leaves this process, so that every service has traces of its own: name a format in OTEL_PROPAGATORS';
  return { status: 'degraded', reason, details };
}
