import { createRequire } from 'node:module';
import { deferSeldomNeededPackages } from './deferred-packages.js';

/**
 * The SDK costs some 30 MB and a quarter of a second. It is loaded when tracing is initialized, not when somebody
 * imports this library for its API, and synchronously, so that nothing else can be imported before it is in place.
 */
const load = createRequire(import.meta.url);

export function sdkNode(): typeof import('@opentelemetry/sdk-node') {
  deferSeldomNeededPackages(load.resolve('@opentelemetry/sdk-node'));
  return load('@opentelemetry/sdk-node');
}
export const sdkTrace = (): typeof import('@opentelemetry/sdk-trace') => load('@opentelemetry/sdk-trace');
export const resources = (): typeof import('@opentelemetry/resources') => load('@opentelemetry/resources');
export const otlpExporter = (): typeof import('@opentelemetry/exporter-trace-otlp-proto') =>
  load('@opentelemetry/exporter-trace-otlp-proto');
export const prometheus = (): typeof import('@opentelemetry/exporter-prometheus') =>
  load('@opentelemetry/exporter-prometheus');
export const httpInstrumentation = (): typeof import('@opentelemetry/instrumentation-http') =>
  load('@opentelemetry/instrumentation-http');
export const undiciInstrumentation = (): typeof import('@opentelemetry/instrumentation-undici') =>
  load('@opentelemetry/instrumentation-undici');
export const pgInstrumentation = (): typeof import('@opentelemetry/instrumentation-pg') =>
  load('@opentelemetry/instrumentation-pg');
