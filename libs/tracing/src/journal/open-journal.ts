import type { Resource } from '@opentelemetry/resources';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { textAttributes } from '../sdk/resource.js';
import { TracingError } from '../tracing-error.js';
import { RunJournal } from './run-journal.js';

/** The journal of this process. @throws {TracingError} `trace_journal_unusable` */
export function openJournal(path: string, resource: Resource, errors: TraceErrors): RunJournal {
  try {
    return new RunJournal(path, textAttributes(resource), errors);
  } catch (cause) {
    const message = `spans of runs cannot be journalled in ${path}: make it writable, or set THROUGHLINE_HOME to another folder`;
    throw new TracingError('trace_journal_unusable', message, { cause });
  }
}
