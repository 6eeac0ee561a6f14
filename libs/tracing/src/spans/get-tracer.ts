import { type Tracer, trace } from '@opentelemetry/api';
import { tracer } from './tracer.js';

/**
 * The tracer for spans that no function here makes: `getTracer().startActiveSpan(name, (span) => …)`, whose caller ends
 * the span.
 * @param name name of the instrumentation; default: this library's
 */
export const getTracer = (name?: string): Tracer => (name === undefined ? tracer() : trace.getTracer(name));
