import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runNode } from '../fixtures/run-node.js';

// Processes take their time on a busy machine.
jest.setTimeout(30_000);

const PROGRAM = fileURLToPath(new URL('../fixtures/settings-in-effect.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-precedence-'));
  await writeFile(join(folder, 'settings.yml'), FILE);
  await writeFile(join(folder, 'declared.yaml'), DECLARED);
});
afterAll(() => rm(folder, { recursive: true }));

type Settings = Readonly<Record<string, unknown>>;

/** A place that says something, and what comes to hold of it alone. */
interface Level {
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: Settings;
  readonly says: Settings;
}

const FILE = `
tracing:
  service_name: file
  service_version: "1.file"
  environment: file
  otel: { sampling: { ratio: 0.5 }, exporters: { zipkin: { enabled: true } } }
  processing: { batch: { max_queue_size: 600 } }
constitutional_validation: { strict_mode: true, hash: "f11ef11e" }`;

const DECLARED = `file_format: "1.0"
resource: { attributes: [{ name: service.name, value: declared }] }
propagator: { composite: [{ tracecontext: }, { baggage: }] }
tracer_provider:
  processors: [{ batch: { exporter: { console: } } }]
  sampler: { trace_id_ratio_based: { ratio: 0.125 } }`;

const DEFAULTS: Level = {
  says: {
    name: 'unknown_service',
    version: '1.0.0',
    environment: 'development',
    sampler: 'TraceIdRatioBased{1}',
    exporter: 'otlp',
    queue: 2048,
    baggageHosts: ['localhost'],
    hash: '',
    isStrict: false,
  },
};

const IN_FILE: Level = {
  env: { TRACING_CONFIG_FILE: 'settings.yml' },
  says: {
    name: 'file',
    version: '1.file',
    environment: 'file',
    sampler: 'TraceIdRatioBased{0.5}',
    exporter: 'zipkin',
    queue: 600,
    hash: 'f11ef11e',
    isStrict: true,
  },
};

const OWN: Level = {
  env: {
    SERVICE_NAME: 'own',
    SERVICE_VERSION: '2.own',
    ENVIRONMENT: 'own',
    TRACE_SAMPLE_RATIO: '0.25',
    ZIPKIN_ENABLED: 'false',
    JAEGER_ENABLED: 'true',
    BAGGAGE_HOSTS: 'own.test',
    CONSTITUTIONAL_HASH: '0bb0bb0b',
    CONSTITUTIONAL_STRICT_MODE: 'false',
  },
  says: {
    name: 'own',
    version: '2.own',
    environment: 'own',
    sampler: 'TraceIdRatioBased{0.25}',
    exporter: 'jaeger',
    baggageHosts: ['own.test'],
    hash: '0bb0bb0b',
    isStrict: false,
  },
};

const OTEL: Level = {
  env: {
    OTEL_SERVICE_NAME: 'otel',
    OTEL_RESOURCE_ATTRIBUTES: 'service.version=3.otel,deployment.environment.name=otel,service.name=other',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_TRACES_EXPORTER: 'logging',
    OTEL_BSP_MAX_QUEUE_SIZE: '700',
  },
  says: {
    name: 'otel',
    version: '3.otel',
    environment: 'otel',
    sampler: 'AlwaysOnSampler',
    exporter: 'logging',
    queue: 700,
  },
};

/** Also of what it does not say it keeps the other variables of OpenTelemetry away. */
const DECLARATION: Level = {
  env: { OTEL_CONFIG_FILE: 'declared.yaml' },
  says: { name: 'declared', sampler: 'TraceIdRatioBased{0.125}', exporter: 'console' },
};

const OPTIONS: Level = {
  options: {
    serviceName: 'options',
    serviceVersion: '4.options',
    environment: 'options',
    baggageHosts: ['options.test'],
    sampling: { type: 'rate_limited', perSecond: 5 },
    governance: { hash: '0b710b71', isStrict: true },
  },
  says: {
    name: 'options',
    version: '4.options',
    environment: 'options',
    sampler: 'RateLimited{5}',
    baggageHosts: ['options.test'],
    hash: '0b710b71',
    isStrict: true,
  },
};

/** What later ones say holds before what earlier ones do. */
const merged = <Value>(records: readonly Readonly<Record<string, Value>>[]): Record<string, Value> =>
  Object.fromEntries(records.flatMap((record) => Object.entries(record)));

async function settingsWith(levels: readonly Level[]): Promise<unknown> {
  const options = merged(levels.map((level) => level.options ?? {}));
  const env = merged(levels.map((level) => level.env ?? {}));
  const { stdout, stderr } = await runNode([PROGRAM, JSON.stringify(options)], env, folder);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a setting', () => {
  it.each([
    ['has a default', [DEFAULTS]],
    ['comes from the file before that', [DEFAULTS, IN_FILE]],
    ['comes from a variable of this library before that', [DEFAULTS, IN_FILE, OWN]],
    ['comes from a variable of OpenTelemetry before that', [DEFAULTS, IN_FILE, OWN, OTEL]],
    ['comes from the options before all', [DEFAULTS, IN_FILE, OWN, OTEL, OPTIONS]],
  ])('%s', async (_name, levels) => {
    const expected = merged(levels.map(({ says }) => says));
    expect(await settingsWith(levels)).toEqual(expected);
  });

  it.each([
    ['is what OTEL_CONFIG_FILE says, which stands for all variables of OpenTelemetry', []],
    ['comes from the options before OTEL_CONFIG_FILE, too', [OPTIONS]],
  ])('%s', async (_name, above) => {
    const levels = [DEFAULTS, IN_FILE, OWN, DECLARATION, ...above];
    const expected = merged(levels.map(({ says }) => says));
    expect(await settingsWith([...levels, OTEL])).toEqual(expected);
  });
});
