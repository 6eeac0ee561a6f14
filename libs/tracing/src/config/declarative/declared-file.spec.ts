import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tracingEnvironment } from '../environment.js';
import { variablesOfDeclaration } from './declared-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-declared-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(yaml: string): Promise<string> {
  const path = join(folder, 'otel.yaml');
  await writeFile(path, `file_format: "1.0"\n${yaml}`);
  return path;
}

const read = async (yaml: string): Promise<Record<string, string>> =>
  variablesOfDeclaration(await file(yaml));

const processor = (exporter: string, kind = 'batch'): string =>
  `tracer_provider: { processors: [{ ${kind}: { exporter: { ${exporter} } } }] }`;

const FULL = `
disabled: false
log_level: debug2
attribute_limits: { attribute_value_length_limit: 100, attribute_count_limit: 20 }
resource:
  attributes:
    - { name: service.name, value: shop }
    - { name: service.namespace, value: "a,b" }
  attributes_list: "service.name=other,team=till"
propagator:
  composite: [{ tracecontext: }, { baggage: }]
  composite_list: "b3,tracecontext"
tracer_provider:
  processors:
    - batch:
        schedule_delay: 1000
        export_timeout: 20000
        max_queue_size: 1000
        max_export_batch_size: 100
        exporter:
          otlp_http:
            endpoint: http://collector:4318/v1/traces
            encoding: json
            timeout: 5000
            compression: gzip
            headers: [{ name: x-token, value: "a=b" }]
            headers_list: "x-tenant=7"
            tls: { ca_file: /ca.pem, cert_file: /cert.pem, key_file: /key.pem }
    - batch: { exporter: { console: }, max_export_batch_size: 100 }
  limits:
    attribute_value_length_limit: 90
    attribute_count_limit: 10
    event_count_limit: 11
    link_count_limit: 12
    event_attribute_count_limit: 13
    link_attribute_count_limit: 14
  sampler:
    parent_based:
      root: { trace_id_ratio_based: { ratio: 0.25 } }
      remote_parent_sampled: { always_on: }
  id_generator: { random: }
`;

describe('a declarative configuration of OpenTelemetry', () => {
  it('is what its variables would be', async () => {
    expect(await read(FULL)).toEqual({
      OTEL_SDK_DISABLED: 'false',
      OTEL_LOG_LEVEL: 'debug',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '20',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=shop,team=till,service.namespace=a%2Cb',
      OTEL_PROPAGATORS: 'tracecontext,baggage,b3',
      OTEL_TRACES_EXPORTER: 'otlp,console',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=7,x-token=a%3Db',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: '/cert.pem',
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: '/key.pem',
      OTEL_BSP_SCHEDULE_DELAY: '1000',
      OTEL_BSP_EXPORT_TIMEOUT: '20000',
      OTEL_BSP_MAX_QUEUE_SIZE: '1000',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '90',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '10',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '11',
      OTEL_SPAN_LINK_COUNT_LIMIT: '12',
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '13',
      OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '14',
    });
  });

  it('that says nothing traces nothing, as the specification has it', async () => {
    expect(await read('')).toEqual({
      OTEL_PROPAGATORS: 'none',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    });
  });

  it.each([
    [processor('otlp_grpc: { endpoint: "http://a:4317", tls: { insecure: true } }'), 'otlp'],
    [processor('zipkin: { endpoint: "http://a:9411/api/v2/spans", timeout: 3000 }'), 'zipkin'],
    [processor('console: {}', 'simple'), 'console'],
  ])('%s goes to %s', async (yaml, name) => {
    expect((await read(yaml))['OTEL_TRACES_EXPORTER']).toBe(name);
  });

  it('sends each span at its end where the processor is simple', async () => {
    const yaml = processor('console: {}', 'simple');
    expect((await read(yaml))['OTEL_BSP_MAX_EXPORT_BATCH_SIZE']).toBe('1');
  });

  it.each([
    ['sampler: { always_off: }', 'always_off', undefined],
    ['sampler: { parent_based: { root: { always_on: } } }', 'parentbased_always_on', undefined],
    ['sampler: { "probability/development": { ratio: 0.5 } }', 'probability', '0.5'],
  ])('%s is %s', async (sampler, name, ratio) => {
    const yaml = `tracer_provider: { processors: [{ batch: { exporter: { console: } } }], ${sampler} }`;
    expect(await read(yaml)).toMatchObject({
      OTEL_TRACES_SAMPLER: name,
      ...(ratio === undefined ? {} : { OTEL_TRACES_SAMPLER_ARG: ratio }),
    });
  });

  it.each([
    [
      'meter_provider: { readers: [{ pull: { exporter: { "prometheus/development": } } }] }',
      'meter_provider is not supported',
    ],
    [
      'logger_provider: { processors: [{ simple: { exporter: { console: } } }] }',
      'logger_provider is not supported',
    ],
    [
      '"instrumentation/development": { js: { http: { a: 1 } } }',
      'instrumentation/development is not supported',
    ],
    ['mine: { a: 1 }', 'mine is not supported'],
    [
      'resource: { "detection/development": { detectors: [{ host: }] } }',
      'resource.detection/development is not',
    ],
    [
      'resource: { attributes: [{ name: a, value: 1, type: int }] }',
      'resource.attributes[0].type is supported as',
    ],
    ['resource: { schema_url: "https://a" }', 'resource.schema_url is not supported'],
    ['propagator: { composite: [{ ottrace: }] }', 'propagator.composite must be of tracecontext, '],
    [
      processor('"otlp_file/development": {}'),
      'processors[0].batch.exporter.otlp_file/development is not supported',
    ],
    [
      processor('otlp_http: { timeout: 0 }'),
      'exporter.otlp_http.timeout of 0, for no limit, is not supported',
    ],
    [
      'tracer_provider: { processors: [{ batch: { export_timeout: 0, exporter: { console: } } }] }',
      'export_timeout of 0',
    ],
    [
      'tracer_provider: { processors: [{ batch: { exporter: { otlp_http: } } }, { batch: { exporter: { otlp_grpc: } } }] }',
      'must be as it is elsewhere in the file',
    ],
    [
      'tracer_provider: { processors: [{ batch: { exporter: { console: } } }, { batch: { exporter: { console: } } }] }',
      'tracer_provider.processors must name console once',
    ],
    [
      'tracer_provider: { processors: [{ batch: { exporter: { otlp_http: } } }, { simple: { exporter: { console: } } }] }',
      'processors[1].simple must be as it is elsewhere in the file',
    ],
    [
      'tracer_provider: { processors: [{ batch: { exporter: { console: } } }], sampler: { "jaeger_remote/development": { endpoint: "http://a", initial_sampler: { always_on: } } } }',
      'sampler.jaeger_remote/development is not supported',
    ],
    [
      'tracer_provider: { processors: [{ batch: { exporter: { console: } } }], sampler: { parent_based: { local_parent_sampled: { always_off: } } } }',
      'parent_based.local_parent_sampled is supported as always_on only, but is always_off',
    ],
    [
      'tracer_provider: { processors: [{ batch: { exporter: { console: }, max_queue_size: "x" } }] }',
      'max_queue_size',
    ],
    ['tracer_provider: { processors: 1 }', '/tracer_provider/processors must be array'],
  ])('refuses %s by the key', async (yaml, message) => {
    await expect(read(yaml)).rejects.toThrow(message);
    await expect(read(yaml)).rejects.toThrow(`OTEL_CONFIG_FILE, ${join(folder, 'otel.yaml')}: `);
    await expect(read(yaml)).rejects.toThrow(RangeError);
  });

  it('replaces all other variables of OpenTelemetry, and no other', async () => {
    const path = await file(processor('console: {}'));
    const env = {
      OTEL_CONFIG_FILE: path,
      OTEL_SERVICE_NAME: 'a',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'b',
      SERVICE_NAME: 'c',
    };
    expect(tracingEnvironment(env)).toEqual({
      SERVICE_NAME: 'c',
      OTEL_PROPAGATORS: 'none',
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_TRACES_SAMPLER: 'parentbased_always_on',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '512',
    });
  });

  it('has to be there', () => {
    expect(() => variablesOfDeclaration('/nowhere/otel.yaml')).toThrow(
      /^OTEL_CONFIG_FILE, \/nowhere\/otel\.yaml: cannot be read: /,
    );
  });
});
