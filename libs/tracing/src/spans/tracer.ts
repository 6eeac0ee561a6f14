import { type Tracer, trace } from '@opentelemetry/api';

let known: Tracer | undefined;

/** The tracer of this library's own spans. */
export const tracer = (): Tracer => (known ??= trace.getTracer('@throughline/tracing'));

/** Forgets the tracer of an SDK that was stopped. */
export function resetTracer(): void {
  known = undefined;
}
