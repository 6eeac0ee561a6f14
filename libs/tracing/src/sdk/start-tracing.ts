import { GuardedPropagator } from '../context/guarded-propagator.js';
import { closeSentry } from '../errors/configure-sentry.js';
import { ExportPipeline } from '../export/export-pipeline.js';
import type { IncomingRequests } from '../http/incoming-request.js';
import { ForcedSpanIdGenerator } from '../ids/forced-span-id-generator.js';
import { JournalFolder } from '../journal/journal-folder.js';
import { BaggageHosts } from '../propagation/baggage-hosts.js';
import { configuredPropagator } from '../propagation/configured-propagator.js';
import { GovernedSampler } from '../governance/governed-sampler.js';
import { observeGovernance } from '../governance/observe-governance.js';
import { configurePropagation } from '../propagation/propagation-utils.js';
import { observeTracing } from '../metrics/own-metrics.js';
import { prometheusReader } from '../metrics/prometheus-reader.js';
import { wantedMetrics } from '../metrics/wanted-metrics.js';
import { excludedUrls } from '../http/excluded-urls.js';
import { configuredSampler } from '../sampling/configured-sampler.js';
import { RunSampler } from '../sampling/run-sampler.js';
import { instrumentations } from './instrumentations.js';
import { type SdkParts, startDiagnostics, startOpenTelemetry } from './open-telemetry.js';
import { type ServiceIdentity, resourceOf } from './resource.js';
import type { TracingHandle, TracingRuntime } from './runtime.js';
import { type Environment, flag, text } from '../config/readers.js';
import { spanLimits } from './span-limits.js';

export interface TracingParts extends ServiceIdentity, IncomingRequests {
  readonly home?: string | undefined;
  readonly baggageHosts?: readonly string[] | undefined;
}

/** Puts the parts together and starts the SDK. @throws {RangeError} for a wrong setting */
export function startTracing(parts: TracingParts, env: Environment): TracingRuntime {
  startDiagnostics(env);
  const settings = settingsOf(parts, env);
  const folder = parts.home === undefined ? undefined : JournalFolder.of(parts.home, parts.serviceName);
  const pipeline = new ExportPipeline(settings.resource, folder?.path, env);
  const stop = startOpenTelemetry({
    ...settings,
    sampler: pipeline.counted(settings.sampler),
    idGenerator: new ForcedSpanIdGenerator(),
    spanProcessors: [pipeline.processor],
    reader: settings.metrics?.reader,
  });
  observeTracing(pipeline);
  observeGovernance();
  pipeline.recover();
  return {
    handle: handleOf(parts.serviceName, pipeline, stop),
    derivedSpans: { resource: settings.resource, exportDerived: (span) => pipeline.exportKept(span) },
    journal: folder,
    spansOfRuns: {
      record: (span, context) => pipeline.processor.record(span, context),
      together: (fn) => (pipeline.journal === undefined ? fn() : pipeline.journal.together(fn)),
    },
    metricsText: settings.metrics?.text ?? withoutMetrics,
    health: { exporters: () => pipeline.senders, queue: () => pipeline.queueState() },
    accounts: () => pipeline.accounts(),
    exportStatus: () => pipeline.status(),
  };
}

type Settings = Pick<SdkParts, 'resource' | 'sampler' | 'propagator' | 'spanLimits' | 'instrumentations'> & {
  readonly metrics: ReturnType<typeof prometheusReader> | undefined;
};

/** All that may be wrong is read before anything runs. */
function settingsOf(parts: TracingParts, env: Environment): Settings {
  const hosts = baggageHosts(env, parts.baggageHosts);
  const isUntracedHost = flag(env, 'EXTERNAL_API_TRACING', true)
    ? undefined
    : (host: string): boolean => !hosts.allows(host);
  return {
    resource: resourceOf(parts, env),
    sampler: new RunSampler(new GovernedSampler(configuredSampler(env))),
    propagator: guardedPropagator(env, hosts),
    spanLimits: spanLimits(env),
    metrics: flag(env, 'PROMETHEUS_ENABLED', true) ? prometheusReader(wantedMetrics(env)) : undefined,
    instrumentations: instrumentations({ ...parts, isExcluded: excludedUrls(env), isUntracedHost }, env),
  };
}

const handleOf = (
  serviceName: string,
  pipeline: ExportPipeline,
  stop: () => Promise<void>,
): TracingHandle => ({
  serviceName,
  flush: () => pipeline.flush(),
  shutdown: async () => {
    await Promise.all([pipeline.shutdown(), closeSentry()]);
    await stop();
  },
});

function baggageHosts(env: Environment, given: readonly string[] | undefined): BaggageHosts {
  if (given !== undefined) return new BaggageHosts(given);
  return new BaggageHosts(text(env, 'BAGGAGE_HOSTS')?.split(','), 'BAGGAGE_HOSTS');
}

function guardedPropagator(env: Environment, hosts: BaggageHosts): GuardedPropagator {
  const formats = configuredPropagator(env);
  configurePropagation(formats, hosts);
  return new GuardedPropagator(formats, hosts);
}

const withoutMetrics = (): Promise<string> =>
  Promise.resolve('# no metrics are collected: PROMETHEUS_ENABLED is false\n');
