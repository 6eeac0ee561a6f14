import type { HealthCheck } from './health-check.js';
import type { ExporterState } from './health-sources.js';

const NOT_REACHED =
  'the receiver of traces does not take spans: see that it runs and that its address is right; spans of runs are kept until it does';

/** Unhealthy without the exporter that counts; one that only gets copies is less of a loss. */
export function checkExporters(exporters: readonly ExporterState[]): HealthCheck {
  const details = Object.fromEntries(
    exporters.map(({ exporterName, isUp }) => [
      exporterName,
      isUp === undefined ? 'not used yet' : isUp ? 'up' : 'down',
    ]),
  );
  const [first, ...copies] = exporters;
  if (first?.isUp === false) return { status: 'unhealthy', reason: NOT_REACHED, details };
  const away = copies.filter(({ isUp }) => isUp === false).map(({ exporterName }) => exporterName);
  if (away.length === 0) return { status: 'healthy', details };
  return { status: 'degraded', reason: `copies of spans do not arrive at ${away.join(', ')}`, details };
}
