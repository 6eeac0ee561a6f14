/** How well it works. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

/** What one part of tracing says of itself. */
export interface HealthCheck {
  readonly status: HealthStatus;
  /** What is wrong and what to do; not there where nothing is. */
  readonly reason?: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

const WORSE: readonly HealthStatus[] = ['healthy', 'degraded', 'unhealthy'];

/** The worst of them; without any, healthy. */
export const worstOf = (statuses: readonly HealthStatus[]): HealthStatus =>
  WORSE[Math.max(0, ...statuses.map((status) => WORSE.indexOf(status)))] ?? 'healthy';
