import { createRequire } from 'node:module';
import { deferSeldomNeededPackages } from './deferred-packages.js';

interface Packages {
  '@opentelemetry/api': typeof import('@opentelemetry/api');
  '@opentelemetry/configuration': typeof import('@opentelemetry/configuration');
  '@opentelemetry/exporter-prometheus': typeof import('@opentelemetry/exporter-prometheus');
  '@opentelemetry/instrumentation': typeof import('@opentelemetry/instrumentation');
  '@opentelemetry/instrumentation-http': typeof import('@opentelemetry/instrumentation-http');
  '@opentelemetry/instrumentation-undici': typeof import('@opentelemetry/instrumentation-undici');
  '@opentelemetry/otlp-grpc-exporter-base': typeof import('@opentelemetry/otlp-grpc-exporter-base');
  '@opentelemetry/otlp-transformer': typeof import('@opentelemetry/otlp-transformer');
  '@opentelemetry/propagator-b3': typeof import('@opentelemetry/propagator-b3');
  '@opentelemetry/resources': typeof import('@opentelemetry/resources');
  '@opentelemetry/sdk-metrics': typeof import('@opentelemetry/sdk-metrics');
  '@opentelemetry/sdk-node': typeof import('@opentelemetry/sdk-node');
  '@opentelemetry/sdk-trace': typeof import('@opentelemetry/sdk-trace');
}

/**
 * The SDK costs some 30 MB and a quarter of a second. It is loaded when tracing is initialized, not when somebody
 * imports this library for its API, and synchronously, so that nothing else can be imported before it is in place.
 */
function load<Name extends keyof Packages>(name: Name): Packages[Name] {
  const known = loaded[name];
  if (known !== undefined) return known;
  const found = required(name);
  loaded[name] = found;
  return found;
}

/** Where module hooks are at work, even what is loaded is looked up on the disk again each time. */
const loaded: { [Name in keyof Packages]?: Packages[Name] } = {};

const required: <Name extends keyof Packages>(name: Name) => Packages[Name] = createRequire(import.meta.url);

/** The copy of the API that packages in CommonJS have: this library, as ES modules, has another. */
export const apiOfCommonJs = (): Packages['@opentelemetry/api'] => load('@opentelemetry/api');

export const configuration = (): Packages['@opentelemetry/configuration'] =>
  load('@opentelemetry/configuration');

export const sdkMetrics = (): Packages['@opentelemetry/sdk-metrics'] => load('@opentelemetry/sdk-metrics');

export function sdkNode(): Packages['@opentelemetry/sdk-node'] {
  deferSeldomNeededPackages(createRequire(import.meta.url).resolve('@opentelemetry/sdk-node'));
  return load('@opentelemetry/sdk-node');
}

export const sdkTrace = (): Packages['@opentelemetry/sdk-trace'] => load('@opentelemetry/sdk-trace');

export const resources = (): Packages['@opentelemetry/resources'] => load('@opentelemetry/resources');

export const otlpGrpcBase = (): Packages['@opentelemetry/otlp-grpc-exporter-base'] =>
  load('@opentelemetry/otlp-grpc-exporter-base');

export const otlpTransformer = (): Packages['@opentelemetry/otlp-transformer'] =>
  load('@opentelemetry/otlp-transformer');

export const b3Propagator = (): Packages['@opentelemetry/propagator-b3'] =>
  load('@opentelemetry/propagator-b3');

export const prometheus = (): Packages['@opentelemetry/exporter-prometheus'] =>
  load('@opentelemetry/exporter-prometheus');

export const instrumentation = (): Packages['@opentelemetry/instrumentation'] =>
  load('@opentelemetry/instrumentation');

export const httpInstrumentation = (): Packages['@opentelemetry/instrumentation-http'] =>
  load('@opentelemetry/instrumentation-http');

export const undiciInstrumentation = (): Packages['@opentelemetry/instrumentation-undici'] =>
  load('@opentelemetry/instrumentation-undici');
