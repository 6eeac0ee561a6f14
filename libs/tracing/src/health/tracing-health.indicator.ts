import type { HealthStatus } from './health-check.js';
import { getTracingHealth } from './tracing-health.js';

/** One indicator's result, of the form that `@nestjs/terminus` knows. */
export type TracingIndicatorResult<Key extends string> = Record<
  Key,
  {
    readonly status: 'up' | 'down';
    readonly tracing: HealthStatus | 'off';
    readonly [detail: string]: unknown;
  }
>;

/** What the indicator takes for a failure of the application. */
export interface TracingIndicatorOptions {
  /**
   * Whether traces that do not arrive make the whole application unhealthy. Default false: it works without them, and
   * whoever takes it out of service for that has an outage as well as no traces.
   */
  readonly isCritical?: boolean;
}

/** The health of tracing for a health check of Terminus: `health.check([() => tracing.isHealthy('tracing')])`. */
export class TracingHealthIndicator {
  isHealthy<Key extends string = 'tracing'>(
    key: Key,
    { isCritical = false }: TracingIndicatorOptions = {},
  ): TracingIndicatorResult<Key> {
    const { overallStatus, isEnabled, checks } = getTracingHealth();
    const reasons = Object.values(checks).flatMap(({ reason }) => reason ?? []);
    const result = {
      status: isCritical && overallStatus === 'unhealthy' ? 'down' : 'up',
      tracing: isEnabled ? overallStatus : 'off',
      ...(reasons.length === 0 ? {} : { reasons }),
    } as const;
    return keyed(key, result);
  }
}

function keyed<Key extends string, Value>(key: Key, value: Value): Record<Key, Value>;
function keyed(key: string, value: unknown): Record<string, unknown> {
  return { [key]: value };
}
