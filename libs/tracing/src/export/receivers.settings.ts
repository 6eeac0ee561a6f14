import type { TracingSetting } from '../config/tracing-setting.js';

/** How receivers are spoken to, beyond where they are. */
export const RECEIVER_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTLP_HEADERS',
    default: '',
    description:
      'Headers for the receiver of OTLP_ENDPOINT, as key=value pairs with commas; the receiver that OTEL_* names does not get them.',
  },
  {
    env: 'OTLP_CERTIFICATE',
    default: '',
    description: 'File with the certificates that the one of the receiver of OTLP_ENDPOINT is checked with.',
  },
  {
    env: 'OTLP_CLIENT_CERTIFICATE',
    default: '',
    description: 'File with the certificate that this process shows to the receiver of OTLP_ENDPOINT.',
  },
  { env: 'OTLP_CLIENT_KEY', default: '', description: 'File with the key of that certificate.' },
  {
    env: 'OTLP_INSECURE',
    default: '',
    description: 'false for https, true for http, where OTLP_ENDPOINT has no scheme.',
  },
  {
    env: 'JAEGER_CERTIFICATE',
    default: '',
    description: 'File with the certificates that the one of Jaeger is checked with.',
  },
  {
    env: 'JAEGER_CLIENT_CERTIFICATE',
    default: '',
    description: 'File with the certificate that this process shows to Jaeger.',
  },
  { env: 'JAEGER_CLIENT_KEY', default: '', description: 'File with the key of that certificate.' },
  {
    env: 'JAEGER_INSECURE',
    default: '',
    description: 'false for https, true for http, where JAEGER_ENDPOINT has no scheme.',
  },
  {
    env: 'ZIPKIN_TIMEOUT',
    default: '10',
    description: 'Seconds that one export to Zipkin may take, where OTEL_EXPORTER_ZIPKIN_TIMEOUT is not set.',
  },
  { env: 'ZIPKIN_COMPRESSION', default: 'none', description: 'gzip or none.' },
  {
    env: 'ZIPKIN_CERTIFICATE',
    default: '',
    description: 'File with the certificates that the one of Zipkin is checked with.',
  },
  {
    env: 'ZIPKIN_CLIENT_CERTIFICATE',
    default: '',
    description: 'File with the certificate that this process shows to Zipkin.',
  },
  { env: 'ZIPKIN_CLIENT_KEY', default: '', description: 'File with the key of that certificate.' },
  {
    env: 'ZIPKIN_INSECURE',
    default: '',
    description: 'false for https, true for http, where ZIPKIN_ENDPOINT has no scheme.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_INSECURE',
    default: 'true',
    description: 'Whether an endpoint without a scheme is one of http; also with TRACES_ in its name.',
  },
];
