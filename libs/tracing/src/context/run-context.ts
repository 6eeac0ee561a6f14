import { type Context, ROOT_CONTEXT, TraceFlags, context as contexts, trace } from '@opentelemetry/api';
import { attemptSpanIdOf, rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { baggageValue, withBaggage } from './baggage.js';
import { ATTEMPT_NUMBER, CORRELATION_ID, RUN_ID, TASK_ID } from './names.js';

/** The context under which everything of a run happens: its parent is the run's root span. */
export function runContext(runId: string, correlationId: string = runId): Context {
  return withBaggage(remoteParent(runId, rootSpanIdOf(runId)), {
    [RUN_ID]: runId,
    [CORRELATION_ID]: correlationId,
  });
}

/** The context of one attempt at a task: its parent is the attempt's derived span. */
export function attemptContext(
  runId: string,
  taskId: string,
  attempt: number,
  correlationId: string = runId,
): Context {
  return withBaggage(remoteParent(runId, attemptSpanIdOf(runId, taskId, attempt)), {
    [RUN_ID]: runId,
    [CORRELATION_ID]: correlationId,
    [TASK_ID]: taskId,
    [ATTEMPT_NUMBER]: String(attempt),
  });
}

/** The run that a context belongs to, as its baggage says. */
export const runIdOfContext = (context: Context = contexts.active()): string | undefined =>
  baggageValue(context, RUN_ID);

// Asked twice for every span, mostly about the same run: the last answer is kept.
let last = { runId: '', traceId: '' };

/** The run whose trace this is: the baggage's run, when its id is the trace's. */
export function runOfTrace(context: Context, traceId: string): string | undefined {
  const runId = runIdOfContext(context);
  if (runId === undefined) return undefined;
  if (runId !== last.runId) last = { runId, traceId: traceIdOf(runId) };
  return last.traceId === traceId ? runId : undefined;
}

function remoteParent(runId: string, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(runId),
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}
