import type { HealthCheck } from './health-check.js';
import type { QueueState } from './health-sources.js';

/** Spans wait far less than this where their receiver answers. */
export const LATE_MS = 8_000;

/** A span that has waited for long says that nothing arrives, whatever the exporter believes. */
export function checkQueue({ size, capacity, oldestAgeMs }: QueueState): HealthCheck {
  const details = { size, capacity, oldestAgeMs: Math.round(oldestAgeMs) };
  if (oldestAgeMs > LATE_MS) {
    const reason = `spans have been waiting for ${Math.round(oldestAgeMs / 1000)} s to be acknowledged`;
    return { status: 'unhealthy', reason, details };
  }
  if (size < capacity) return { status: 'healthy', details };
  const reason = 'the queue of spans is full: raise OTEL_BSP_MAX_QUEUE_SIZE, or sample less';
  return { status: 'degraded', reason, details };
}
