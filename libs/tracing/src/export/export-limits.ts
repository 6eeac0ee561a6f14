import { type Environment, duration, flag, positiveInteger, text } from '../config/readers.js';
import type { RescueLimits } from '../sampling/error-rescue.js';
import type { QueueLimits } from './export-queue.js';

/** How much is held, for how long, and how often it is looked after. */
export interface ExportLimits extends QueueLimits {
  readonly exportTimeoutMs: number;
  /** A receiver that is silent for longer is asked whether it is there. */
  readonly checkMs: number;
  readonly maxSpansInMemory: number;
  readonly cleanupMs: number;
  /** Undefined: no heartbeats. */
  readonly heartbeatMs: number | undefined;
  /** Undefined: spans that are sampled out are not recorded. */
  readonly rescue: RescueLimits | undefined;
}

/** @throws {RangeError} that names the variable */
export function exportLimits(env: Environment): ExportLimits {
  return {
    scheduleDelayMs: positiveInteger(env, 'OTEL_BSP_SCHEDULE_DELAY', 300),
    maxQueueSize: positiveInteger(env, 'OTEL_BSP_MAX_QUEUE_SIZE', 2048),
    maxBatchSize: positiveInteger(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
    exportTimeoutMs: positiveInteger(env, 'OTEL_BSP_EXPORT_TIMEOUT', 30_000),
    checkMs: duration(env, 'EXPORTER_CHECK_INTERVAL', 2_500),
    maxSpansInMemory: positiveInteger(env, 'MAX_SPANS_IN_MEMORY', 10_000),
    cleanupMs: duration(env, 'SPAN_CLEANUP_INTERVAL', 30_000),
    heartbeatMs: isZero(env, 'SPAN_HEARTBEAT_INTERVAL')
      ? undefined
      : duration(env, 'SPAN_HEARTBEAT_INTERVAL', 60_000),
    rescue: flag(env, 'ERROR_RESCUE_ENABLED', keepsAny(env)) ? rescueLimits(env) : undefined,
  };
}

const rescueLimits = (env: Environment): RescueLimits => ({
  maxSpans: positiveInteger(env, 'ERROR_RESCUE_MAX_SPANS', 1000),
  maxAgeMs: duration(env, 'ERROR_RESCUE_MAX_AGE', 10_000),
});

/** Recording what is sampled out costs some microseconds a span: not where it is said that no trace is wanted. */
function keepsAny(env: Environment): boolean {
  const sampler = text(env, 'OTEL_TRACES_SAMPLER') ?? text(env, 'TRACE_SAMPLER') ?? 'traceidratio';
  if (/always_off$/.test(sampler)) return false;
  if (!/(traceidratio|probability)$/.test(sampler)) return true;
  return Number(text(env, 'OTEL_TRACES_SAMPLER_ARG', 'TRACE_SAMPLE_RATIO') ?? 1) !== 0;
}

const isZero = (env: Environment, name: string): boolean => /^0+(ms|s|m|h)?$/.test(text(env, name) ?? '');
