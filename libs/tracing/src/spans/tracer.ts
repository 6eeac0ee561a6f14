import { type Tracer, trace } from '@opentelemetry/api';

/** The tracer of this library's own spans. */
export const tracer = (): Tracer => trace.getTracer('@throughline/tracing');
