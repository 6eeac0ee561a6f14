import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Resource } from '@opentelemetry/resources';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { GuardedPropagator } from '../context/guarded-propagator.js';
import { ExportPipeline } from '../export/export-pipeline.js';
import { RunSpanProcessor } from '../export/run-span-processor.js';
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
import { configuredSampler } from '../sampling/configured-sampler.js';
import { RunSampler } from '../sampling/run-sampler.js';
import { instrumentations } from './instrumentations.js';
import { sdkNode } from './packages.js';
import { type ServiceIdentity, resourceOf } from './resource.js';
import type { TracingRuntime } from './runtime.js';
import { positiveInteger, text } from '../config/settings.js';

export interface TracingParts extends ServiceIdentity, IncomingRequests {
  readonly home?: string | undefined;
  readonly baggageHosts?: readonly string[] | undefined;
}

const MAX_VALUE_LENGTH = 4096;

/** Puts the parts together and starts the SDK. */
export function startTracing(parts: TracingParts): TracingRuntime {
  const resource = resourceOf(parts);
  const folder = parts.home === undefined ? undefined : JournalFolder.of(parts.home, parts.serviceName);
  const pipeline = new ExportPipeline(resource, folder?.path, process.env);
  const processor = new RunSpanProcessor(pipeline.queue, pipeline.journal, () => pipeline.shutdown());
  const { reader, text: metricsText } = prometheusReader();
  const instruments = instrumentations(parts);
  const sdk = nodeSdk(resource, processor, reader, instruments, guardedPropagator(parts.baggageHosts));
  sdk.start();
  observeTracing(processor, pipeline.senders, pipeline.errors);
  observeGovernance();
  pipeline.recover();
  return {
    handle: {
      serviceName: parts.serviceName,
      flush: () => pipeline.flush(),
      shutdown: async () => {
        await pipeline.shutdown();
        await sdk.shutdown();
        // The SDK leaves them in place: requests would still be given the context of spans that nobody exports.
        for (const instrument of instruments) instrument.disable();
      },
    },
    derivedSpans: { resource, exportDerived: (span) => pipeline.queue.addAwaited(span) },
    journal: folder,
    metricsText,
    health: { exporters: () => pipeline.senders },
  };
}

function guardedPropagator(given: readonly string[] | undefined): GuardedPropagator {
  const formats = configuredPropagator(process.env);
  const listed = text(process.env, 'BAGGAGE_HOSTS')?.split(',');
  const hosts = given === undefined ? new BaggageHosts(listed, 'BAGGAGE_HOSTS') : new BaggageHosts(given);
  configurePropagation(formats, hosts);
  return new GuardedPropagator(formats, hosts);
}

function nodeSdk(
  resource: Resource,
  processor: RunSpanProcessor,
  reader: ReturnType<typeof prometheusReader>['reader'],
  instruments: Instrumentation[],
  textMapPropagator: GuardedPropagator,
): NodeSDK {
  const { NodeSDK } = sdkNode();
  return new NodeSDK({
    resource,
    autoDetectResources: false,
    sampler: new RunSampler(new GovernedSampler(configuredSampler(process.env))),
    idGenerator: new ForcedSpanIdGenerator(),
    textMapPropagator,
    spanProcessors: [processor],
    spanLimits: {
      attributeValueLengthLimit: positiveInteger(
        process.env,
        'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
        MAX_VALUE_LENGTH,
      ),
    },
    metricReaders: [reader],
    logRecordProcessors: [],
    instrumentations: instruments,
  });
}
