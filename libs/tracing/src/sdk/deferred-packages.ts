import { Module, createRequire } from 'node:module';

/** Packages that sdk-node requires and needs only for settings that few have: exporters that ours replace, and a configuration file. */
const SELDOM_NEEDED = [
  '@opentelemetry/configuration',
  '@opentelemetry/exporter-logs-otlp-grpc',
  '@opentelemetry/exporter-logs-otlp-http',
  '@opentelemetry/exporter-logs-otlp-proto',
  '@opentelemetry/exporter-metrics-otlp-grpc',
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-proto',
  '@opentelemetry/exporter-trace-otlp-grpc',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/exporter-zipkin',
  '@opentelemetry/otlp-grpc-exporter-base',
  '@opentelemetry/propagator-b3',
];

/**
 * Has these packages loaded when something of them is used, not when sdk-node is: that saves every process some 11 MB
 * and 60 ms. To be called before sdk-node is required.
 */
export function deferSeldomNeededPackages(sdkNodePath: string): void {
  const load = createRequire(sdkNodePath);
  for (const name of SELDOM_NEEDED) defer(load, name);
}

function defer(load: NodeJS.Require, name: string): void {
  const path = load.resolve(name);
  if (load.cache[path] !== undefined) return;
  const standIn = new Module(path);
  let loaded: object | undefined;
  const real = (): object => {
    if (load.cache[path] === standIn) Reflect.deleteProperty(load.cache, path);
    return (loaded ??= exportsOf(load, path));
  };
  standIn.filename = path;
  standIn.loaded = true;
  standIn.exports = new Proxy(
    {},
    {
      get: (_target, key): unknown => Reflect.get(real(), key),
      has: (_target, key) => Reflect.has(real(), key),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_target, key) => describe(real(), key),
    },
  );
  load.cache[path] = standIn;
}

function exportsOf(load: (path: string) => unknown, path: string): object {
  const exports = load(path);
  if (typeof exports === 'object' && exports !== null) return exports;
  throw new TypeError(`${path} exports no object`);
}

/** A proxy may only tell of properties that its empty target could get. */
function describe(exports: object, key: PropertyKey): PropertyDescriptor | undefined {
  const found = Reflect.getOwnPropertyDescriptor(exports, key);
  return found === undefined ? undefined : { ...found, configurable: true };
}
