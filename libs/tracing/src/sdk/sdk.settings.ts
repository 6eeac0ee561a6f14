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
];
