import { runtime } from '../sdk/runtime.js';

/** All metrics of this process in the Prometheus text format; empty where tracing is off. */
export async function metricsText(): Promise<string> {
  return (await runtime()?.metricsText()) ?? '';
}
