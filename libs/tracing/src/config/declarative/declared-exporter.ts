import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import type { ModelReader } from './model-reader.js';
import { type Variables, pairsText } from './variables.js';

const OTLP = 'OTEL_EXPORTER_OTLP_TRACES_';
const ENCODINGS: Readonly<Record<string, string>> = { protobuf: 'http/protobuf', json: 'http/json' };

/** One exporter. @returns its name in OTEL_TRACES_EXPORTER */
export function declaredExporter(exporter: ModelReader, variables: Variables): string {
  const { name, below } = exporter.kind();
  switch (name) {
    case 'otlp_http': {
      const encoding = below.text('encoding') ?? 'protobuf';
      variables.set(`${OTLP}PROTOCOL`, ENCODINGS[encoding] ?? encoding, below.at('encoding'));
      otlp(below, variables);
      return 'otlp';
    }
    case 'otlp_grpc':
      variables.set(`${OTLP}PROTOCOL`, 'grpc', below.path);
      variables.set(`${OTLP}INSECURE`, below.section('tls')?.flag('insecure'), below.at('tls.insecure'));
      otlp(below, variables);
      return 'otlp';
    case 'zipkin':
      variables.set('OTEL_EXPORTER_ZIPKIN_ENDPOINT', below.text('endpoint'), below.at('endpoint'));
      variables.set('OTEL_EXPORTER_ZIPKIN_TIMEOUT', below.time('timeout'), below.at('timeout'));
      return 'zipkin';
    case 'console':
      return 'console';
    default:
      throw new RangeError(`${below.path} is not supported by @throughline/tracing`);
  }
}

function otlp(below: ModelReader, variables: Variables): void {
  const headers = pairsText({ ...parseKeyPairsIntoRecord(below.text('headers_list')), ...named(below) });
  const tls = below.section('tls');
  const parts = {
    ENDPOINT: below.text('endpoint'),
    HEADERS: headers === '' ? undefined : headers,
    TIMEOUT: below.time('timeout'),
    COMPRESSION: below.text('compression'),
    CERTIFICATE: tls?.text('ca_file'),
    CLIENT_CERTIFICATE: tls?.text('cert_file'),
    CLIENT_KEY: tls?.text('key_file'),
  };
  for (const [part, value] of Object.entries(parts)) variables.set(`${OTLP}${part}`, value, below.path);
}

const named = (below: ModelReader): Record<string, string> =>
  Object.fromEntries(
    below.list('headers').map((header) => [header.text('name') ?? '', header.text('value') ?? '']),
  );
