import { getSamplingManager, samplerDescription } from '../sampling/sampling-manager.js';
import { runtime } from '../sdk/runtime.js';
import { checkExporters } from './exporter-check.js';
import { type HealthCheck, type HealthStatus, worstOf } from './health-check.js';
import { checkPropagation } from './propagation-check.js';
import { checkQueue } from './queue-check.js';
import { checkSampler } from './sampler-check.js';

/** Whether traces arrive, as far as this process can tell. */
export interface TracingHealth {
  readonly overallStatus: HealthStatus;
  /** False where tracing is turned off or was not started; nothing is checked then. */
  readonly isEnabled: boolean;
  readonly checks: Readonly<Partial<Record<'exporter' | 'queue' | 'sampler' | 'propagation', HealthCheck>>>;
}

/** The health of tracing now. Asks nobody outside: what it says follows from the exports themselves. */
export function getTracingHealth(): TracingHealth {
  const sources = runtime()?.health;
  if (sources === undefined) return { overallStatus: 'healthy', isEnabled: false, checks: {} };
  const checks = {
    exporter: checkExporters(sources.exporters()),
    ...(sources.queue === undefined ? {} : { queue: checkQueue(sources.queue()) }),
    sampler: checkSampler(samplerDescription() ?? 'none', getSamplingManager().getSamplingStats()),
    propagation: checkPropagation(),
  };
  const statuses = Object.values(checks).map(({ status }) => status);
  return { overallStatus: worstOf(statuses), isEnabled: true, checks };
}
