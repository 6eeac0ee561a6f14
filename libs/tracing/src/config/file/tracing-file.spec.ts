import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkFile } from './check-file.js';
import { variablesOfFile } from './tracing-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(yaml: string, env: Record<string, string> = {}): Promise<Record<string, string>> {
  const path = join(folder, 'tracing.yml');
  await writeFile(path, yaml);
  return variablesOfFile(path, env, (known) => env['SERVICE_NAME'] ?? known['SERVICE_NAME'] ?? 'shop');
}

/** A line such as `a.b.c: 1` as YAML. */
function nested(line: string): string {
  const at = line.indexOf(': ');
  const keys = line.slice(0, at).split('.');
  return keys.map((key, depth) => `${'  '.repeat(depth)}${key}:`).join('\n') + line.slice(at + 1);
}

describe('config/tracing.yml', () => {
  it.each([
    ['tracing.enabled: false', { OTEL_SDK_DISABLED: 'true' }],
    ['tracing.enabled: true', { OTEL_SDK_DISABLED: 'false' }],
    ['tracing.service_name: shop', { SERVICE_NAME: 'shop' }],
    ['tracing.service_version: 2.1', { SERVICE_VERSION: '2.1' }],
    ['tracing.environment: staging', { ENVIRONMENT: 'staging' }],
    ['tracing.otel.sampling.ratio: "0.5"', { TRACE_SAMPLE_RATIO: '0.5' }],
    ['tracing.otel.sampling.max_traces_per_second: 1000', { ADAPTIVE_MAX_TPS: '1000' }],
    ['tracing.otel.sampling.adaptive.enabled: true', { ADAPTIVE_SAMPLING_ENABLED: 'true' }],
    ['tracing.otel.sampling.adaptive.target_tps: 10', { ADAPTIVE_TARGET_TPS: '10' }],
    ['tracing.otel.sampling.adaptive.max_tps: 100', { ADAPTIVE_MAX_TPS: '100' }],
    ['tracing.otel.sampling.adaptive.base_sample_rate: 0.1', { ADAPTIVE_BASE_SAMPLE_RATE: '0.1' }],
    ['tracing.otel.sampling.adaptive.max_sample_rate: 1.0', { ADAPTIVE_MAX_SAMPLE_RATE: '1' }],
    ['tracing.processing.batch.timeout: 5s', { OTEL_BSP_SCHEDULE_DELAY: '5000' }],
    ['tracing.processing.batch.timeout: 250ms', { OTEL_BSP_SCHEDULE_DELAY: '250' }],
    ['tracing.processing.batch.timeout: 5', { OTEL_BSP_SCHEDULE_DELAY: '5000' }],
    ['tracing.processing.batch.max_queue_size: 2048', { OTEL_BSP_MAX_QUEUE_SIZE: '2048' }],
    ['tracing.processing.batch.max_export_batch_size: 512', { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '512' }],
    ['tracing.processing.batch.enabled: false', { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' }],
    ['tracing.processing.batch.enabled: true', {}],
    ['tracing.performance.memory.max_spans_in_memory: 10000', { MAX_SPANS_IN_MEMORY: '10000' }],
    ['tracing.performance.memory.cleanup_interval: 30s', { SPAN_CLEANUP_INTERVAL: '30000ms' }],
    ['tracing.development.debug.enabled: true', { DEBUG_TRACING: 'true' }],
    ['tracing.development.debug.log_level: DEBUG', { LOG_LEVEL: 'debug' }],
    ['tracing.development.debug.console_exporter: true', { CONSOLE_EXPORTER_ENABLED: 'true' }],
    ['tracing.otel.exporters.console.enabled: true', { CONSOLE_EXPORTER_ENABLED: 'true' }],
    ['tracing.otel.exporters.logging.enabled: true', { LOGGING_EXPORTER_ENABLED: 'true' }],
    ['sampling.max_traces_per_second: 1000', { ADAPTIVE_MAX_TPS: '1000' }],
    ['sampling.default_strategy: {type: probabilistic, param: 0.2}', { TRACE_SAMPLE_RATIO: '0.2' }],
    [
      'sampling.default_strategy: {type: ratelimiting, param: 5}',
      { TRACE_SAMPLER: 'ratelimited', TRACE_SAMPLER_ARG: '5' },
    ],
    ['sampling.default_strategy: {type: const, param: 0}', { TRACE_SAMPLER: 'always_off' }],
    ['sampling.default_strategy: {type: const}', { TRACE_SAMPLER: 'always_on' }],
    [
      'sampling.default_strategy: {type: adaptive, param: 20}',
      { ADAPTIVE_SAMPLING_ENABLED: 'true', ADAPTIVE_TARGET_TPS: '20' },
    ],
    ['constitutional_validation.enabled: true', { CONSTITUTIONAL_VALIDATION_ENABLED: 'true' }],
    ['constitutional_validation.strict_mode: true', { CONSTITUTIONAL_STRICT_MODE: 'true' }],
    ['constitutional_validation.hash: "cdd01ef066bc6cf2"', { CONSTITUTIONAL_HASH: 'cdd01ef066bc6cf2' }],
    ['constitutional_validation.policy_file: policy.yaml', { CONSTITUTIONAL_POLICY_FILE: 'policy.yaml' }],
    ['services.shop.constitutional_compliance: true', { CONSTITUTIONAL_VALIDATION_ENABLED: 'true' }],
    ['services.shop.performance_monitoring: false', { PERFORMANCE_MONITORING: 'false' }],
    ['services.shop.security_monitoring: false', { SECURITY_MONITORING: 'false' }],
    ['services.shop.external_api_tracing: false', { EXTERNAL_API_TRACING: 'false' }],
    ['services.other.sampling_rate: 0.3', {}],
    ['tracing.enabled: ~', {}],
  ])('%s: %j', async (line, expected) => {
    expect(await read(nested(line))).toEqual(expected);
  });

  it.each(['jaeger', 'otlp', 'zipkin'])('says where %s is, how and with which certificates', async (name) => {
    const yaml = `
tracing:
  otel:
    exporters:
      ${name}:
        enabled: true
        endpoint: "https://\${HOST:-receiver}:4318"
        timeout: 500ms
        compression: gzip
        headers: { x-token: "a=b, c", x-tenant: 7 }
        tls: { ca_file: /ca.pem, cert_file: /cert.pem, key_file: /key.pem, insecure: false }`;
    const prefix = name.toUpperCase();
    expect(await read(yaml)).toEqual({
      [`${prefix}_ENABLED`]: 'true',
      [`${prefix}_ENDPOINT`]: 'https://receiver:4318',
      [`${prefix}_TIMEOUT`]: '500ms',
      [`${prefix}_COMPRESSION`]: 'gzip',
      [`${prefix}_HEADERS`]: 'x-token=a%3Db%2C%20c,x-tenant=7',
      [`${prefix}_CERTIFICATE`]: '/ca.pem',
      [`${prefix}_CLIENT_CERTIFICATE`]: '/cert.pem',
      [`${prefix}_CLIENT_KEY`]: '/key.pem',
      [`${prefix}_INSECURE`]: 'false',
    });
  });

  it('lets the one service say how it is sampled, whatever holds for all', async () => {
    const yaml = `
tracing:
  otel: { sampling: { ratio: 0.1, adaptive: { enabled: true } } }
services:
  shop: { sampling_rate: 1.0 }`;
    expect(await read(yaml)).toMatchObject({
      TRACE_SAMPLE_RATIO: '1',
      ADAPTIVE_SAMPLING_ENABLED: 'false',
      TRACE_SAMPLER: 'traceidratio',
    });
    expect(await read(yaml, { SERVICE_NAME: 'other' })).toEqual({
      TRACE_SAMPLE_RATIO: '0.1',
      ADAPTIVE_SAMPLING_ENABLED: 'true',
    });
  });

  it('hands the exceptions on as rules', async () => {
    const yaml = `
sampling:
  per_service_strategies:
    - { service: constitutional-core, type: probabilistic, param: 1.0 }
    - { service: health-check, type: probabilistic, param: 0.01 }
    - { operation: "poll *", type: ratelimiting, param: 2 }`;
    expect(JSON.parse((await read(yaml))['TRACE_SAMPLING_RULES'] ?? '')).toEqual([
      { service: 'constitutional-core', type: 'probabilistic', param: 1 },
      { service: 'health-check', type: 'probabilistic', param: 0.01 },
      { operation: 'poll *', type: 'ratelimiting', param: 2 },
    ]);
  });

  it('accepts the sections that configure the deployment, and does not read them', async () => {
    const yaml = `
jaeger: { version: "1.49.0", namespace: jaeger-system, sampling_rate: 1.0, max_traces_per_second: 1000 }
elasticsearch: { replicas: 3, settings: { number_of_shards: 3 }, retention: { default_ttl: "168h" } }
otel_collector: { replicas: 3, batch_size: 1024, timeout: "1s" }
processors: { batch: { timeout: 1s }, memory_limiter: { limit_mib: 1024 } }
alerts: [{ name: ConstitutionalHashViolation }]`;
    expect(await read(yaml)).toEqual({});
  });

  it.each([
    ['tracing.service_name: "${NAME:-shop}"', {}, 'shop'],
    ['tracing.service_name: "${NAME:-shop}"', { NAME: 'till' }, 'till'],
    ['tracing.service_name: "${NAME:-shop}"', { NAME: '' }, 'shop'],
    ['tracing.service_name: ${env:NAME}', { NAME: 'till' }, 'till'],
    ['tracing.service_name: "${NAME}"', {}, undefined],
    ['tracing.service_name: "a $${NAME} ${NAME}"', { NAME: '${OTHER}' }, 'a ${NAME} ${OTHER}'],
  ])('puts variables in: %s with %j', async (line, env, expected) => {
    expect((await read(nested(line), env))['SERVICE_NAME']).toBe(expected);
  });

  it.each([
    [
      'tracing.otel.sampling.ratio: 1.5',
      'tracing.otel.sampling.ratio must be a number from 0 to 1, but is "1.5"',
    ],
    [
      'tracing.otel.sampling.ratio: [1]',
      'tracing.otel.sampling.ratio must be a number from 0 to 1, but is [1]',
    ],
    ['tracing.enabled: "yes"', 'tracing.enabled must be true or false, but is "yes"'],
    [
      'tracing.processing.batch.timeout: soon',
      'tracing.processing.batch.timeout must be a time such as 500ms',
    ],
    ['tracing.processing.batch.max_queue_size: 0.5', 'must be a whole number above 0, but is "0.5"'],
    ['tracing.otel: 3', 'tracing.otel must be a section with keys of its own, but is 3'],
    ['tracing.otel.exporters.otlp.compression: zip', 'otlp.compression must be gzip or none, but is "zip"'],
    ['tracing.otel.exporters.otlp.headers.x: [1]', 'tracing.otel.exporters.otlp.headers.x must be a text'],
    [
      'tracing.otel.samplin.ratio: 1',
      'tracing.otel.samplin is not known; did you mean tracing.otel.sampling?',
    ],
    ['tracing.sampling.ratio: 1', 'tracing.sampling is not known; did you mean tracing.otel.sampling?'],
    ['tracing.telemetry: 1', 'tracing.telemetry is not known; there are enabled, service_name, '],
    ['tracing.__proto__: 1', 'tracing.__proto__ is not known'],
    ['services.shop.sample_rate: 1', 'did you mean services.shop.sampling_rate?'],
    ['sampling.default_strategy: {param: 1}', 'sampling.default_strategy.type is missing'],
    ['sampling.default_strategy: {type: random}', 'must be probabilistic, ratelimiting, const or adaptive'],
    ['sampling.default_strategy: {type: probabilistic, param: 2}', 'sampling.default_strategy.param must be'],
    ['sampling.per_service_strategies: [{type: const}]', '.0 must name a service, an operation or a route'],
    ['sampling.per_service_strategies: [{service: a}]', 'sampling.per_service_strategies.0.type is missing'],
    ['tracing.service_name: "${NAME"', 'tracing.service_name has "${NAME", which is neither'],
    ['tracing.service_name: "${NAME:=x}"', 'tracing.service_name has "${NAME:=x}", which is neither'],
    ['tracing: [', 'is no YAML'],
  ])('refuses %s', async (line, message) => {
    await expect(read(nested(line))).rejects.toThrow(message);
    await expect(read(nested(line))).rejects.toThrow(join(folder, 'tracing.yml: '));
    await expect(read(nested(line))).rejects.toThrow(RangeError);
  });

  it('refuses two keys that say different things', async () => {
    const twice = `
tracing: { otel: { sampling: { ratio: 0.5 } } }
sampling: { default_strategy: { type: ratelimiting, param: 1 } }`;
    await expect(read(twice)).rejects.toThrow(
      'says otherwise than tracing.otel.sampling: keep one of the two',
    );
    await expect(
      read('tracing: { otel: { sampling: { max_traces_per_second: 5, adaptive: { max_tps: 6 } } } }'),
    ).rejects.toThrow('tracing.otel.sampling.adaptive.max_tps says otherwise than another key');
  });

  it('never repeats what stands in headers', async () => {
    const yaml = nested('tracing.otel.exporters.otlp.headers: {authorization: ["Bearer abc"]}');
    await expect(read(yaml)).rejects.toThrow(/^(?!.*Bearer).*headers\.authorization must be a text$/);
  });

  it('is of a bounded size', async () => {
    await expect(read(`# ${'x'.repeat(300_000)}`)).rejects.toThrow('has more than 262144 bytes');
    await expect(read(bomb())).rejects.toThrow('is no YAML');
  });
});

describe('whatever stands in the file', () => {
  const words = fc.constantFrom(
    'tracing',
    'otel',
    'sampling',
    'services',
    'enabled',
    'ratio',
    'headers',
    '__proto__',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant('${A:-1}')),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(words, fc.string()), tie('tree'), { maxKeys: 4 }),
    ),
  }));

  it('is either variables or an error that says where', () => {
    fc.assert(
      fc.property(tree, (content) => {
        try {
          const { variables } = checkFile(content, { A: '2' });
          expect(Object.values(variables).every((text) => typeof text === 'string')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

/** Aliases of aliases: a few lines that would be millions of values. */
function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
  return ['a0: &a0 [x]', ...lines].join('\n');
}
