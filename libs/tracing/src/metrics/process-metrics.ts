import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';

const RESOLUTION_MS = 20;

/** What this process uses, and how long it keeps callbacks waiting. Costs nothing until somebody asks. */
export function observeProcess(meter: Meter): void {
  meter
    .createObservableCounter('process_cpu_seconds_total', { description: 'Processor time, user and system' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / 1e6);
    });
  meter
    .createObservableGauge('process_resident_memory_bytes', { description: 'Memory held' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge('nodejs_heap_size_used_bytes', { description: 'Memory of JavaScript objects' })
    .addCallback((result) => result.observe(process.memoryUsage().heapUsed));
  let delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  meter
    .createObservableGauge('nodejs_eventloop_lag_p99_seconds', {
      description: '99th percentile of the event loop delay since the last look; 0 at the first',
    })
    .addCallback((result) => {
      delay ??= startedMonitor();
      result.observe(Number.isNaN(delay.mean) ? 0 : delay.percentile(99) / 1e9);
      delay.reset();
    });
}

/** Its timer wakes the process fifty times a second: only where somebody looks. */
function startedMonitor(): ReturnType<typeof monitorEventLoopDelay> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return delay;
}
