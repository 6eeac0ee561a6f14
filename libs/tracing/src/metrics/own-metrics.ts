import { type Meter, metrics } from '@opentelemetry/api';
import type { ExportPipeline } from '../export/export-pipeline.js';
import type { TracingAccounts } from '../export/tracing-accounts.js';
import { observeProcess } from './process-metrics.js';
import { observeRequests } from './request-metrics.js';

const GAUGES: readonly (readonly [string, (accounts: TracingAccounts) => number, string])[] = [
  [
    'spans_queued',
    ({ queued }) => queued,
    'Ended spans that wait to be exported, in memory or in the journal',
  ],
  ['spans_in_flight', ({ inFlight }) => inFlight, 'Spans that are being exported'],
  [
    'spans_held_for_rescue',
    ({ heldForRescue }) => heldForRescue,
    'Spans of traces that were sampled out, held in case of an error',
  ],
  [
    'spans_outcome_unknown',
    ({ outcomeUnknown }) => outcomeUnknown,
    'Spans that were sent and not answered: the receiver may have them',
  ],
  ['spans_live', ({ live }) => live, 'Spans that were started and have not ended'],
];

/** Metrics about tracing itself, read when they are asked for, so that they cost a span nothing. */
export function observeTracing(pipeline: ExportPipeline): void {
  const meter = metrics.getMeter('@throughline/tracing');
  observeAccounts(meter, () => pipeline.accounts());
  observeExporters(meter, pipeline);
  observeProcess(meter);
  observeRequests(meter);
  meter
    .createObservableCounter('trace_errors_total', { description: 'Failures of tracing itself' })
    .addCallback((result) => {
      for (const [kind, count] of pipeline.errors.entries()) result.observe(count, { kind });
    });
  meter
    .createObservableGauge('spans_live_longest_seconds', {
      description: 'How long the span that has lived longest has lived',
    })
    .addCallback((result) => result.observe(pipeline.longestLiveMs / 1000));
}

/** created = exported by the first exporter + all of the others but rescued, at any moment. */
function observeAccounts(meter: Meter, accounts: () => TracingAccounts): void {
  meter
    .createObservableCounter('spans_created_total', {
      description: 'Spans that were started, sampled or not',
    })
    .addCallback((result) => result.observe(accounts().created));
  meter
    .createObservableCounter('spans_dropped_total', { description: 'Spans that were given up for good' })
    .addCallback((result) => {
      for (const [reason, count] of Object.entries(accounts().dropped)) result.observe(count, { reason });
    });
  meter
    .createObservableCounter('spans_sampled_out_total', { description: 'Spans that no sampler has kept' })
    .addCallback((result) => result.observe(accounts().sampledOut));
  meter
    .createObservableCounter('spans_rescued_total', {
      description: 'Spans of traces that were sampled out, exported for an error',
    })
    .addCallback((result) => result.observe(accounts().rescued));
  for (const [name, read, description] of GAUGES)
    meter
      .createObservableGauge(name, { description })
      .addCallback((result) => result.observe(read(accounts())));
}

function observeExporters(meter: Meter, pipeline: ExportPipeline): void {
  meter
    .createObservableCounter('spans_exported_total', {
      description: 'Spans that a receiver has acknowledged',
    })
    .addCallback((result) => {
      for (const { exported, exporter } of pipeline.status()) result.observe(exported, { exporter });
    });
  meter
    .createObservableGauge('exporter_up', { description: '1 while the receiver takes spans, else 0' })
    .addCallback((result) => {
      for (const { up, exporter } of pipeline.status())
        if (up !== undefined) result.observe(up ? 1 : 0, { exporter });
    });
}
