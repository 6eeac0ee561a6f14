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
import { startDiagnostics, startOpenTelemetry } from './open-telemetry.js';
import { type ServiceIdentity, resourceOf } from './resource.js';
import type { TracingRuntime } from './runtime.js';
import { type Environment, flag, text } from '../config/readers.js';
import { spanLimits } from './span-limits.js';

export interface TracingParts extends ServiceIdentity, IncomingRequests {
  readonly home?: string | undefined;
  readonly baggageHosts?: readonly string[] | undefined;
}

/** Puts the parts together and starts the SDK. @throws {RangeError} for a wrong setting */
export function startTracing(parts: TracingParts, env: Environment): TracingRuntime {
  startDiagnostics(env);
  const resource = resourceOf(parts, env);
  const folder = parts.home === undefined ? undefined : JournalFolder.of(parts.home, parts.serviceName);
  const pipeline = new ExportPipeline(resource, folder?.path, env);
  const metrics = flag(env, 'PROMETHEUS_ENABLED', true) ? prometheusReader(wantedMetrics(env)) : undefined;
  const hosts = baggageHosts(env, parts.baggageHosts);
  const instruments = instrumentations(
    {
      ...parts,
      isExcluded: excludedUrls(env),
      isUntracedHost: flag(env, 'EXTERNAL_API_TRACING', true) ? undefined : (host) => !hosts.allows(host),
    },
    env,
  );
  const stop = startOpenTelemetry({
    resource,
    sampler: pipeline.counted(new RunSampler(new GovernedSampler(configuredSampler(env)))),
    idGenerator: new ForcedSpanIdGenerator(),
    propagator: guardedPropagator(env, hosts),
    spanProcessors: [pipeline.processor],
    spanLimits: spanLimits(env),
    reader: metrics?.reader,
    instrumentations: instruments,
  });
  observeTracing(pipeline);
  observeGovernance();
  pipeline.recover();
  return {
    handle: {
      serviceName: parts.serviceName,
      flush: () => pipeline.flush(),
      shutdown: async () => {
        await Promise.all([pipeline.shutdown(), closeSentry()]);
        await stop();
        // The SDK leaves them in place: requests would still be given the context of spans that nobody exports.
        for (const instrument of instruments) instrument.disable();
      },
    },
    derivedSpans: { resource, exportDerived: (span) => pipeline.exportKept(span) },
    journal: folder,
    metricsText: metrics?.text ?? withoutMetrics,
    health: { exporters: () => pipeline.senders, queue: () => pipeline.queueState() },
    accounts: () => pipeline.accounts(),
    exportStatus: () => pipeline.status(),
  };
}

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
