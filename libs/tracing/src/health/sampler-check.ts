import type { SamplingStats } from '../sampling/adaptive-sampler.js';
import type { HealthCheck } from './health-check.js';

/** Traces that a cap gives up are missing from what the said probability lets one expect. */
export function checkSampler(sampler: string, stats: SamplingStats | undefined): HealthCheck {
  if (stats === undefined) return { status: 'healthy', details: { sampler } };
  const { currentTps, sampledTps, sampleRate, capped } = stats;
  const details = { sampler, currentTps, sampledTps, sampleRate, capped };
  if (sampleRate > 0) return { status: 'healthy', details };
  return { status: 'degraded', reason: 'no trace is kept: raise the ratio of the sampler', details };
}
