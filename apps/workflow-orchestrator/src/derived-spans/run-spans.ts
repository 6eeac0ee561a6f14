import { RUN_SPAN_NAME, type RunId } from '@throughline/contracts';
import { SpanStatusCode, TraceFlags } from '@throughline/tracing/api';
import { attemptSpanIdOf, type DerivedSpan, rootSpanIdOf, runStartOf, traceIdOf } from '@throughline/tracing';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Run } from '../runs/run.entity.js';
import type { DerivedSpanRecord } from './derived-span.entity.js';

/** The root of the run's trace. */
export function runSpan(run: Run): DerivedSpanRecord {
  const failed = run.state !== 'succeeded';
  return {
    runId: run.id,
    spanId: rootSpanIdOf(run.id),
    parentSpanId: null,
    name: RUN_SPAN_NAME,
    startTime: runStartOf(run.id),
    endTime: (run.finishedAt ?? new Date()).getTime(),
    attributes: {
      'throughline.run.id': run.id,
      correlation_id: run.id,
      workflow_id: run.id,
      'throughline.run.state': run.state,
      'throughline.run.model': run.model,
      ...(run.continues === null ? {} : { 'throughline.run.continues': run.continues.runId }),
      'throughline.usage.input_tokens': run.inputTokens,
      'throughline.usage.output_tokens': run.outputTokens,
      ...(run.costUsd === null ? {} : { 'throughline.cost_usd': run.costUsd }),
      ...errorAttributes(failed, run.state),
    },
    ...(run.continues === null ? {} : { links: [run.continues.runId] }),
    error: failed ? (run.reason ?? run.state) : null,
  };
}

/** From the attempt's dispatch to its merge or its end. */
export function attemptSpan(run: Run, attempt: Attempt): DerivedSpanRecord {
  const failed = attempt.state !== 'passed';
  return {
    runId: run.id,
    spanId: attemptSpanIdOf(run.id, attempt.taskId, attempt.number),
    parentSpanId: rootSpanIdOf(run.id),
    name: 'workflow_orchestrator.attempt',
    startTime: attempt.startedAt.getTime(),
    endTime: (attempt.endedAt ?? new Date()).getTime(),
    attributes: {
      'throughline.run.id': run.id,
      correlation_id: run.id,
      'throughline.task.id': attempt.taskId,
      'throughline.attempt.number': attempt.number,
      'throughline.attempt.state': attempt.state,
      'throughline.attempt.turns': attempt.turns,
      ...(attempt.tree === null ? {} : { 'throughline.tree': attempt.tree }),
      ...errorAttributes(failed, attempt.state),
    },
    error: failed ? (attempt.reason ?? attempt.state) : null,
  };
}

/** The record as the tracing library exports it. */
export function spanOf(record: DerivedSpanRecord): DerivedSpan {
  const { parentSpanId, startTime, endTime, error, links, ...rest } = record;
  return {
    ...rest,
    ...(parentSpanId === null ? {} : { parentSpanId }),
    startTime: new Date(startTime),
    endTime: new Date(endTime),
    ...(links === undefined ? {} : { links: links.map(linkTo) }),
    ...(error === null ? {} : { status: { code: SpanStatusCode.ERROR, message: error } }),
  };
}

const linkTo = (run: RunId) => ({
  context: { traceId: traceIdOf(run), spanId: rootSpanIdOf(run), traceFlags: TraceFlags.SAMPLED },
});

const errorAttributes = (failed: boolean, type: string): Record<string, string | boolean> =>
  failed ? { error: true, 'error.type': type } : {};
