import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { otlpJsonOf } from '../fixtures/otlp-protobuf.js';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { PRELOAD, runNode } from '../fixtures/run-node.js';

// Processes take their time on a busy machine.
jest.setTimeout(30_000);

const PROGRAM = fileURLToPath(new URL('../fixtures/settings-at-work.js', import.meta.url));

let folder: string;
let receiver: OtlpReceiver;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-settings-'));
  await mkdir(join(folder, 'config'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  receiver = await OtlpReceiver.start();
});
afterEach(async () => {
  await receiver.stop();
  await rm(join(folder, 'config', 'tracing.yml'), { force: true });
});

interface Result {
  readonly lines: readonly Record<string, unknown>[];
  readonly metrics: string;
  readonly propagated: unknown;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly names: readonly string[];
  readonly stderr: string;
}

async function run(env: Readonly<Record<string, string>>): Promise<Result> {
  const { code, stdout, stderr } = await runNode(['--import', PRELOAD, PROGRAM], env, folder);
  if (code !== 0) throw new Error(stderr);
  const lines = stdout.trim().split('\n').map(record);
  const last = lines.at(-1) ?? {};
  return {
    lines: lines.slice(0, -1),
    metrics: String(last['metrics']),
    propagated: last['propagated'],
    resource: resourceOf(receiver.bodies.find(({ length }) => length > 0)),
    names: receiver.received.map(({ kind, name }) => `${kind} ${name}`).toSorted(),
    stderr,
  };
}

function record(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) throw new Error(line);
  return { ...value };
}

/** The attributes of the first resource in a request of OTLP. */
function resourceOf(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  if (body === undefined) return {};
  const text = JSON.stringify(otlpJsonOf(body));
  const pairs = [
    ...text.slice(0, text.indexOf('"scopeSpans"')).matchAll(/"key":"([^"]+)","value":\{"\w+":"?([^"}]*)/g),
  ];
  return Object.fromEntries(pairs.map(([, key = '', value = '']): [string, string] => [key, value]));
}

const span = (): Readonly<Record<string, unknown>> & { attributes: Record<string, unknown> } => {
  const found = receiver.received.find(({ name }) => name === 'shop.order');
  if (found === undefined) throw new Error('the span was not received');
  return { ...found, attributes: { ...found.attributes } };
};

describe('settings at work', () => {
  it('have defaults', async () => {
    const { resource, metrics, names, propagated, stderr } = await run({ OTLP_ENDPOINT: receiver.endpoint });
    expect(resource).toMatchObject({
      'service.name': 'unknown_service',
      'service.version': '1.0.0',
      'service.namespace': 'throughline',
      'service.environment': 'development',
      'deployment.environment.name': 'development',
    });
    expect(span().attributes).toMatchObject({ long: 'x'.repeat(4096), a120: 120 });
    expect(Object.keys(span().attributes)).toHaveLength(128);
    expect(names).toEqual(['CLIENT GET', 'CLIENT GET', 'INTERNAL shop.order', 'SERVER GET', 'SERVER GET']);
    expect(metrics).toMatch(/^spans_exported_total\{.*exporter="otlp".*\} 5$/m);
    expect(metrics).toContain('http_server_request_duration');
    expect(propagated).toEqual({ '/orders': true, '/client/7/info': true });
    expect(stderr).toBe('');
  });

  it('come from the variables of this library', async () => {
    const { resource, metrics, names } = await run({
      OTLP_ENDPOINT: receiver.endpoint.replace('http://', ''),
      OTLP_COMPRESSION: 'gzip',
      SERVICE_NAME: 'shop',
      SERVICE_VERSION: '2.1.0',
      ENVIRONMENT: 'staging',
      OTEL_EXCLUDED_URLS: 'client/.*/info',
      PERFORMANCE_MONITORING: 'false',
    });
    expect(resource).toMatchObject({
      'service.name': 'shop',
      'service.version': '2.1.0',
      'service.environment': 'staging',
      'deployment.environment.name': 'staging',
    });
    expect(names).toEqual(['CLIENT GET', 'CLIENT GET', 'INTERNAL shop.order', 'SERVER GET']);
    expect(metrics).not.toContain('duration');
    expect(metrics).toContain('spans_exported_total');
  });

  it('come from the variables of OpenTelemetry before those', async () => {
    const { resource, names } = await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTLP_ENDPOINT: 'localhost:1',
      OTEL_SERVICE_NAME: 'shop',
      SERVICE_NAME: 'other',
      SERVICE_VERSION: 'other',
      ENVIRONMENT: 'other',
      OTEL_RESOURCE_ATTRIBUTES:
        'service.version=3,deployment.environment.name=prod,service.namespace=till,team=a%2Cb',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '10',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '5',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '20',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '3',
      OTEL_SPAN_LINK_COUNT_LIMIT: '2',
      OTEL_BSP_EXPORT_TIMEOUT: '9000',
    });
    expect(resource).toMatchObject({
      'service.name': 'shop',
      'service.version': '3',
      'service.namespace': 'till',
      'service.environment': 'prod',
      'deployment.environment.name': 'prod',
      team: 'a,b',
    });
    expect(Object.keys(span().attributes)).toHaveLength(10);
    expect(span().attributes).toMatchObject({ long: 'x'.repeat(20) });
    expect(names).toHaveLength(5);
    expect(span()).toMatchObject({ links: { length: 2 } });
  });

  it('turn metrics off, print spans, and leave out other people’s hosts', async () => {
    const { lines, metrics, propagated } = await run({
      OTLP_ENDPOINT: receiver.endpoint,
      DEBUG_TRACING: 'true',
      PROMETHEUS_ENABLED: 'false',
      EXTERNAL_API_TRACING: 'false',
      BAGGAGE_HOSTS: 'shop.internal',
    });
    expect(lines.map(({ name, kind }) => `${String(kind)} ${String(name)}`).toSorted()).toEqual([
      'INTERNAL shop.order',
      'SERVER GET',
      'SERVER GET',
    ]);
    expect(metrics).toMatch(/^# .*PROMETHEUS_ENABLED is false\n$/);
    expect(propagated).toEqual({ '/orders': false, '/client/7/info': false });
  });

  it('come from the file, where the environment says nothing', async () => {
    const yaml = `
tracing:
  service_name: "\${SERVICE_NAME:-from-file}"
  service_version: "4"
  environment: "file"
  otel:
    sampling: { ratio: 0 }
    exporters:
      otlp: { enabled: true, endpoint: "${receiver.endpoint}", timeout: 5s, headers: { x-key: a } }
  processing: { batch: { timeout: 10ms } }
  development: { debug: { enabled: true, log_level: warn } }
services:
  from-file: { sampling_rate: 1.0 }`;
    await writeFile(join(folder, 'config', 'tracing.yml'), yaml);
    const { resource, lines } = await run({ ENVIRONMENT: 'environment' });
    expect(resource).toMatchObject({
      'service.name': 'from-file',
      'service.version': '4',
      'service.environment': 'environment',
    });
    expect(lines).toHaveLength(5);
    const other = await run({ SERVICE_NAME: 'other' });
    expect(other.lines).toEqual([]);
  });

  it('come from the declarative configuration of OpenTelemetry instead of its variables', async () => {
    const path = join(folder, 'otel.yaml');
    await writeFile(
      path,
      `file_format: "1.0"
resource: { attributes: [{ name: service.name, value: declared }] }
propagator: { composite: [{ tracecontext: }] }
tracer_provider:
  processors:
    - batch: { schedule_delay: 10, exporter: { otlp_http: { endpoint: "\${RECEIVER}/v1/traces" } } }
  limits: { attribute_count_limit: 7 }`,
    );
    const { resource, names } = await run({
      OTEL_CONFIG_FILE: path,
      RECEIVER: receiver.endpoint,
      OTEL_SDK_DISABLED: 'true',
      OTEL_SERVICE_NAME: 'other',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:1',
    });
    expect(resource).toMatchObject({ 'service.name': 'declared' });
    expect(names).toHaveLength(5);
    expect(Object.keys(span().attributes)).toHaveLength(7);
  });

  it('can turn it all off', async () => {
    const off = await run({ OTLP_ENDPOINT: receiver.endpoint, OTEL_SDK_DISABLED: 'true' });
    expect([off.names, off.metrics, off.stderr]).toEqual([[], '', '']);
  });
});
