import { type Attributes, type Context, SpanStatusCode, TraceFlags, propagation } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { ATTEMPT_NUMBER, CORRELATION_ID, RUN_ID, TASK_ID } from '../context/names.js';
import { runOfTrace } from '../context/run-context.js';
import { spanEnded, spanStarted } from '../errors/trace-reports.js';
import type { RunJournal } from '../journal/run-journal.js';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { filterRecord, filterSpanOnce } from '../privacy/filter-span.js';
import type { ErrorRescue } from '../sampling/error-rescue.js';
import type { ExportLedger } from './export-ledger.js';
import type { ExportQueue } from './export-queue.js';
import type { LiveSpans } from './live-spans.js';
import type { SpanCounts } from './span-counts.js';
import { recordOf, type SpanRecord, storedSpan } from './stored-span.js';

const FROM_BAGGAGE = [RUN_ID, CORRELATION_ID, TASK_ID] as const;

export interface ProcessorParts {
  readonly queue: Pick<ExportQueue, 'add' | 'flush'>;
  readonly counts: SpanCounts;
  readonly resource: Resource;
  readonly ledger: ExportLedger;
  readonly errors: TraceErrors;
  readonly journal: RunJournal | undefined;
  readonly live: LiveSpans | undefined;
  readonly rescue: ErrorRescue | undefined;
  readonly shutdown: () => Promise<void>;
}

/** Gives spans the run's attributes, journals those of runs, and queues all for the export. Never throws into the program. */
export class RunSpanProcessor implements SpanProcessor {
  private readonly ofRuns = new WeakSet<object>();

  constructor(private readonly parts: ProcessorParts) {}

  onStart(span: Span, context: Context): void {
    const { counts, live, journal } = this.parts;
    counts.started += 1;
    setRunAttributes(span, context);
    spanStarted(span, context);
    live?.started(span);
    if (journal === undefined || runOfTrace(context, span.spanContext().traceId) === undefined) return;
    this.ofRuns.add(span);
    try {
      journal.started(filterRecord(recordOf(span)));
    } catch (error) {
      this.parts.errors.count('filter', error);
    }
  }

  /** Searches by tag do not see the status: failed spans get `error=true` as well, whoever has made them. */
  onEnding(span: Span): void {
    this.parts.live?.ended(span);
    if (span.status.code === SpanStatusCode.ERROR) span.setAttribute('error', true);
  }

  onEnd(span: ReadableSpan): void {
    const { counts, rescue, queue } = this.parts;
    counts.ended += 1;
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) {
      if (rescue === undefined) counts.sampledOut += 1;
      else rescue.ended(span);
      return;
    }
    spanEnded(span);
    if (this.ofRuns.has(span)) this.queueJournalled(span);
    else queue.add(span, false);
  }

  /** A span of a run that is over already: it is filtered, journalled and queued as others are at their end. */
  record(record: SpanRecord, context: Context): void {
    const { counts, resource } = this.parts;
    counts.created += 1;
    counts.started += 1;
    counts.ended += 1;
    const attributes = { ...record.attributes, ...runAttributes(context) };
    const span = storedSpan({ ...record, attributes }, resource);
    spanEnded(span);
    this.queueJournalled(span);
  }

  async forceFlush(): Promise<void> {
    await this.parts.queue.flush();
  }

  shutdown(): Promise<void> {
    return this.parts.shutdown();
  }

  private queueJournalled(span: ReadableSpan): void {
    const { queue, journal, ledger, errors } = this.parts;
    try {
      const shown = filterSpanOnce(span);
      queue.add(shown, journal?.ended(recordOf(shown)) === true);
    } catch (error) {
      ledger.drop('filter');
      errors.count('filter', error);
    }
  }
}

function setRunAttributes(span: Span, context: Context): void {
  const attributes = runAttributes(context);
  if (attributes !== undefined) span.setAttributes(attributes);
}

/** What baggage says of the run; undefined where there is none, as in most spans of most programs. */
function runAttributes(context: Context): Attributes | undefined {
  const baggage = propagation.getBaggage(context);
  if (baggage === undefined) return undefined;
  const attributes: Attributes = {};
  for (const key of FROM_BAGGAGE) {
    const value = baggage.getEntry(key)?.value;
    if (value !== undefined) attributes[key] = value;
  }
  const attempt = Number(baggage.getEntry(ATTEMPT_NUMBER)?.value);
  if (Number.isInteger(attempt)) attributes[ATTEMPT_NUMBER] = attempt;
  return attributes;
}
