import { type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { tracer } from '../spans/tracer.js';

/** The tracer for those who like it injected; its methods are those of nestjs-otel's. */
export class TraceService {
  getTracer(): Tracer {
    return tracer();
  }

  /** The span that is active now. */
  getSpan(): Span | undefined {
    return trace.getActiveSpan();
  }

  /** A new span under the active one; the caller ends it. */
  startSpan(name: string, options?: SpanOptions): Span {
    return tracer().startSpan(name, options);
  }

  readonly traceAsyncOperation = traceAsyncOperation;
}
