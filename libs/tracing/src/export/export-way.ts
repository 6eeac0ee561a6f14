import type { NamedTransport } from './configured-transport.js';
import type { ExportLimits } from './export-limits.js';
import type { ExporterStatus } from './export-status.js';
import type { ExportQueue } from './export-queue.js';
import type { TraceErrors } from '../metrics/trace-errors.js';
import { SpanSender } from './span-sender.js';

/** The way to one receiver: what waits for it, and what sends it. */
export interface ExportWay {
  readonly sender: SpanSender;
  readonly queue: ExportQueue;
}

export function senderTo(
  { transport, name, timeoutMs }: NamedTransport,
  errors: TraceErrors,
  { exportTimeoutMs, checkMs }: ExportLimits,
): SpanSender {
  const most = Math.min(timeoutMs ?? Infinity, exportTimeoutMs);
  return new SpanSender(transport, errors, { exporterName: name, timeoutMs: most, checkMs });
}

export const statusOf = ({ sender, queue }: ExportWay, queueCapacity: number): ExporterStatus => ({
  exporter: sender.exporterName,
  up: sender.isUp,
  lastSuccessAt: sender.health.lastSuccessAt,
  queued: queue.size,
  queueCapacity,
  queueAgeMs: queue.ageMs,
  exported: sender.exported,
  dropped: Object.values(sender.ledger.dropped).reduce((sum, each) => sum + each, 0),
  outcomeUnknown: sender.ledger.outcomeUnknown + queue.uncertain,
});
