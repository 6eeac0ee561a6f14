import { DiagConsoleLogger, DiagLogLevel, type TextMapPropagator, diag, trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Resource } from '@opentelemetry/resources';
import type { MetricReader } from '@opentelemetry/sdk-metrics';
import type { TracerProviderOptions } from '@opentelemetry/sdk-trace';
import { type Environment, text } from '../config/readers.js';
import { apiOfCommonJs, sdkNode } from './packages.js';

/** The parts of OpenTelemetry’s SDK that a process is given. */
export interface SdkParts extends Required<
  Pick<TracerProviderOptions, 'sampler' | 'idGenerator' | 'spanLimits' | 'spanProcessors'>
> {
  readonly resource: Resource;
  readonly propagator: TextMapPropagator;
  /** Not given: metrics are not collected. */
  readonly reader: MetricReader | undefined;
  readonly instrumentations: readonly Instrumentation[];
}

/**
 * Puts the SDK in place. It is told everything: what it would read by itself are variables that a file may have
 * replaced.
 * @returns what stops it; what was registered with the API stays there, as the SDK leaves it
 */
export function startOpenTelemetry(parts: SdkParts): () => Promise<void> {
  const { resource, sampler, idGenerator, spanLimits, spanProcessors, reader } = parts;
  const instrumentations = [...parts.instrumentations];
  const { NodeSDK } = sdkNode();
  const sdk = withoutItsVariables(
    () =>
      new NodeSDK({
        ...{ resource, sampler, idGenerator, spanLimits, spanProcessors, instrumentations },
        autoDetectResources: false,
        textMapPropagator: parts.propagator,
        metricReaders: reader === undefined ? [] : [reader],
        logRecordProcessors: [],
      }),
  );
  const early: object[] = [trace.getTracerProvider(), apiOfCommonJs().trace.getTracerProvider()];
  sdk.start();
  bringToLife(early);
  return async () => {
    await sdk.shutdown();
    // They stay in place: requests would still be given the context of spans that nobody exports.
    for (const each of instrumentations) each.disable();
  };
}

/** Makes the SDK blind to what it reads all the same, and what is settled by now. */
function withoutItsVariables<T>(make: () => T): T {
  const { OTEL_SDK_DISABLED, OTEL_LOG_LEVEL } = process.env;
  const hidden = Object.entries({ OTEL_SDK_DISABLED, OTEL_LOG_LEVEL }).filter(
    ([, value]) => value !== undefined,
  );
  for (const [name] of hidden) Reflect.deleteProperty(process.env, name);
  try {
    return make();
  } finally {
    Object.assign(process.env, Object.fromEntries(hidden));
  }
}

/**
 * ES modules and CommonJS have a copy of the API each. Who has asked one of them for a tracer before holds one of that
 * copy, which only that copy can bring to life.
 */
function bringToLife(early: readonly object[]): void {
  const tracers = trace.getTracerProvider();
  for (const provider of early)
    if (provider !== tracers && isStandIn(provider)) provider.setDelegate(tracers);
}

const isStandIn = (provider: object): provider is { setDelegate(tracers: object): void } =>
  'setDelegate' in provider && typeof provider.setDelegate === 'function';

const LEVELS: Readonly<Record<string, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** Has the SDK say what it does, from OTEL_LOG_LEVEL on. @throws {RangeError} for a level that is none */
export function startDiagnostics(env: Environment): void {
  const given = text(env, 'OTEL_LOG_LEVEL');
  if (given === undefined) return;
  const name = given.toLowerCase();
  const level = Object.hasOwn(LEVELS, name) ? LEVELS[name] : undefined;
  if (level !== undefined) diag.setLogger(new DiagConsoleLogger(), { logLevel: level });
  else
    throw new RangeError(
      `OTEL_LOG_LEVEL must be one of ${Object.keys(LEVELS).join(', ')}, but is ${JSON.stringify(given)}`,
    );
}
