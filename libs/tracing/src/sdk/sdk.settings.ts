import type { TracingSetting } from '../config/tracing-setting.js';

/** Which service this is, and what the SDK keeps of a span. */
export const SDK_SETTINGS: readonly TracingSetting[] = [
  { env: 'OTEL_SDK_DISABLED', default: 'false', description: 'Turns tracing and metrics off.' },
  {
    env: 'OTEL_SERVICE_NAME',
    default: 'SERVICE_NAME',
    description: 'Name of the service in traces and logs.',
  },
  {
    env: 'SERVICE_NAME',
    default: 'unknown_service',
    description: 'Name of the service where OTEL_SERVICE_NAME is not set.',
  },
  { env: 'SERVICE_VERSION', default: '1.0.0', description: 'Version of the service in traces.' },
  {
    env: 'ENVIRONMENT',
    default: 'development',
    description: 'Where the service runs: development, staging, production.',
  },
  {
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    default: '',
    description: 'More attributes of the resource, as key=value pairs with commas.',
  },
  {
    env: 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    default: '4096',
    description: 'Characters of an attribute’s value that are kept.',
  },
  {
    env: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    default: '4096',
    description: 'The same, where OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT is not set.',
  },
  {
    env: 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
    default: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
    description: 'Attributes that a span may have; further ones are counted, not kept.',
  },
  {
    env: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
    default: '128',
    description: 'The same, for spans, events and links where nothing closer is set.',
  },
  { env: 'OTEL_SPAN_EVENT_COUNT_LIMIT', default: '128', description: 'Events that a span may have.' },
  { env: 'OTEL_SPAN_LINK_COUNT_LIMIT', default: '128', description: 'Links that a span may have.' },
  {
    env: 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
    default: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
    description: 'Attributes that an event may have.',
  },
  {
    env: 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
    default: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
    description: 'Attributes that a link may have.',
  },
];
