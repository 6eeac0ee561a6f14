import { TraceFlags, trace } from '@throughline/tracing/api';
import type { RunId } from '@throughline/contracts';
import { rootSpanIdOf, traceIdOf } from '@throughline/tracing';

/** A request about a run is a trace of its own; this links it to the run's. */
export function linkToRun(run: RunId): void {
  trace.getActiveSpan()?.addLink({
    context: {
      traceId: traceIdOf(run),
      spanId: rootSpanIdOf(run),
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    },
  });
}
