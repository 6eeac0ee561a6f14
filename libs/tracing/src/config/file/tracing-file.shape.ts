import {
  AMOUNT,
  COUNT,
  FLAG,
  INVERTED_FLAG,
  MILLISECONDS,
  PARAMETER,
  RATIO,
  TEXT,
  TIME,
  oneOfWords,
} from './forms.js';
import { type Shape, section, value } from './shape.js';

const LEVEL = oneOfWords('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent');
const FOREIGN: Shape = { kind: 'foreign' };

/** The strategies of Jaeger, in its words. */
export const STRATEGIES = ['probabilistic', 'ratelimiting', 'const', 'adaptive'] as const;

const STRATEGY = { type: value(oneOfWords(...STRATEGIES)), param: value(PARAMETER) };

const TRACING = section({
  enabled: value(INVERTED_FLAG, 'OTEL_SDK_DISABLED'),
  service_name: value(TEXT, 'SERVICE_NAME'),
  service_version: value(TEXT, 'SERVICE_VERSION'),
  environment: value(TEXT, 'ENVIRONMENT'),
  otel: section({
    sampling: section({
      ratio: value(RATIO, 'TRACE_SAMPLE_RATIO'),
      max_traces_per_second: value(AMOUNT, 'ADAPTIVE_MAX_TPS'),
      adaptive: section({
        enabled: value(FLAG, 'ADAPTIVE_SAMPLING_ENABLED'),
        target_tps: value(AMOUNT, 'ADAPTIVE_TARGET_TPS'),
        max_tps: value(AMOUNT, 'ADAPTIVE_MAX_TPS'),
        base_sample_rate: value(RATIO, 'ADAPTIVE_BASE_SAMPLE_RATE'),
        max_sample_rate: value(RATIO, 'ADAPTIVE_MAX_SAMPLE_RATE'),
      }),
    }),
    exporters: section({
      jaeger: exporter('JAEGER'),
      otlp: exporter('OTLP'),
      zipkin: exporter('ZIPKIN'),
      console: section({ enabled: value(FLAG, 'CONSOLE_EXPORTER_ENABLED') }),
      logging: section({ enabled: value(FLAG, 'LOGGING_EXPORTER_ENABLED') }),
    }),
  }),
  processing: section({
    batch: section({
      enabled: value(FLAG),
      timeout: value(MILLISECONDS, 'OTEL_BSP_SCHEDULE_DELAY'),
      max_queue_size: value(COUNT, 'OTEL_BSP_MAX_QUEUE_SIZE'),
      max_export_batch_size: value(COUNT, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    }),
  }),
  performance: section({
    memory: section({
      max_spans_in_memory: value(COUNT, 'MAX_SPANS_IN_MEMORY'),
      cleanup_interval: value(TIME, 'SPAN_CLEANUP_INTERVAL'),
    }),
  }),
  development: section({
    debug: section({
      enabled: value(FLAG, 'DEBUG_TRACING'),
      log_level: value(LEVEL, 'LOG_LEVEL'),
      console_exporter: value(FLAG, 'CONSOLE_EXPORTER_ENABLED'),
    }),
  }),
});

/** Every key of config/tracing.yml, and the variable that it stands for where it is one. */
export const FILE_SHAPE: Shape = section({
  tracing: TRACING,
  sampling: section({
    default_strategy: section(STRATEGY),
    max_traces_per_second: value(AMOUNT, 'ADAPTIVE_MAX_TPS'),
    per_service_strategies: {
      kind: 'list',
      each: section({ service: value(TEXT), operation: value(TEXT), route: value(TEXT), ...STRATEGY }),
    },
  }),
  constitutional_validation: section({
    enabled: value(FLAG, 'CONSTITUTIONAL_VALIDATION_ENABLED'),
    strict_mode: value(FLAG, 'CONSTITUTIONAL_STRICT_MODE'),
    hash: value(TEXT, 'CONSTITUTIONAL_HASH'),
    policy_file: value(TEXT, 'CONSTITUTIONAL_POLICY_FILE'),
  }),
  services: {
    kind: 'named',
    each: section({
      sampling_rate: value(RATIO),
      constitutional_compliance: value(FLAG),
      performance_monitoring: value(FLAG),
      security_monitoring: value(FLAG),
      external_api_tracing: value(FLAG),
    }),
  },
  // They configure the deployment, which reads the same file: Jaeger, its storage, the collector, alerts.
  jaeger: FOREIGN,
  elasticsearch: FOREIGN,
  otel_collector: FOREIGN,
  processors: FOREIGN,
  alerts: FOREIGN,
});

function exporter(name: 'JAEGER' | 'OTLP' | 'ZIPKIN'): Shape {
  return section({
    enabled: value(FLAG, `${name}_ENABLED`),
    endpoint: value(TEXT, `${name}_ENDPOINT`),
    timeout: value(TIME, `${name}_TIMEOUT`),
    compression: value(oneOfWords('gzip', 'none'), `${name}_COMPRESSION`),
    headers: { kind: 'pairs', sets: `${name}_HEADERS` },
    tls: section({
      ca_file: value(TEXT, `${name}_CERTIFICATE`),
      cert_file: value(TEXT, `${name}_CLIENT_CERTIFICATE`),
      key_file: value(TEXT, `${name}_CLIENT_KEY`),
      insecure: value(FLAG, `${name}_INSECURE`),
    }),
  });
}
