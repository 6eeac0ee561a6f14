import { type Context, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { baggageValue } from '../context/baggage.js';
import { ATTEMPT_NUMBER, CORRELATION_ID, RUN_ID, TASK_ID } from '../context/names.js';
import { runOfTrace } from '../context/run-context.js';
import { spanEnded, spanStarted } from '../errors/trace-reports.js';
import type { RunJournal } from '../journal/run-journal.js';
import { filterRecord, filterSpan } from '../privacy/filter-span.js';
import type { ExportQueue } from './export-queue.js';
import { recordOf } from './stored-span.js';

const FROM_BAGGAGE = [RUN_ID, CORRELATION_ID, TASK_ID] as const;

/** Gives spans the run's attributes, journals those of runs, and queues all for the export. */
export class RunSpanProcessor implements SpanProcessor {
  created = 0;
  private readonly ofRuns = new WeakSet<object>();

  constructor(
    private readonly queue: ExportQueue,
    private readonly journal: RunJournal | undefined,
    private readonly onShutdown: () => Promise<void>,
  ) {}

  onStart(span: Span, context: Context): void {
    this.created += 1;
    setRunAttributes(span, context);
    spanStarted(span, context);
    if (this.journal === undefined || runOfTrace(context, span.spanContext().traceId) === undefined) return;
    this.ofRuns.add(span);
    this.journal.started(filterRecord(recordOf(span)));
  }

  /** Searches by tag do not see the status: failed spans get `error=true` as well, whoever has made them. */
  onEnding(span: Span): void {
    if (span.status.code === SpanStatusCode.ERROR) span.setAttribute('error', true);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    spanEnded(span);
    if (this.journal === undefined || !this.ofRuns.has(span)) this.queue.add(span, false);
    else {
      const shown = filterSpan(span);
      this.queue.add(shown, this.journal.ended(recordOf(shown)));
    }
  }

  async forceFlush(): Promise<void> {
    await this.queue.flush();
  }

  shutdown(): Promise<void> {
    return this.onShutdown();
  }
}

function setRunAttributes(span: Span, context: Context): void {
  for (const key of FROM_BAGGAGE) {
    const value = baggageValue(context, key);
    if (value !== undefined) span.setAttribute(key, value);
  }
  const attempt = Number(baggageValue(context, ATTEMPT_NUMBER));
  if (Number.isInteger(attempt)) span.setAttribute(ATTEMPT_NUMBER, attempt);
}
