import { monitorEventLoopDelay } from 'node:perf_hooks';
import { metrics } from '@throughline/tracing/api';

const RESOLUTION_MS = 20;

/** What this process uses, and how long it keeps callbacks waiting. Read only when somebody asks. */
export function observeProcess(): void {
  const meter = metrics.getMeter('@throughline/service-host');
  meter
    .createObservableCounter('process_cpu_seconds_total', { description: 'Processor time, user and system' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / 1e6);
    });
  meter
    .createObservableGauge('process_resident_memory_bytes', { description: 'Memory held' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  meter
    .createObservableGauge('nodejs_eventloop_lag_p99_seconds', {
      description: '99th percentile of the event loop delay since the last look',
    })
    .addCallback((result) => {
      result.observe(Number.isNaN(delay.mean) ? 0 : delay.percentile(99) / 1e9);
      delay.reset();
    });
}
