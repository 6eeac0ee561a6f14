import type { Checked } from './check-file.js';
import { below, textOf } from './checked-tree.js';

const SWITCHES = {
  constitutional_compliance: 'CONSTITUTIONAL_VALIDATION_ENABLED',
  performance_monitoring: 'PERFORMANCE_MONITORING',
  security_monitoring: 'SECURITY_MONITORING',
  external_api_tracing: 'EXTERNAL_API_TRACING',
} as const;

/** What the file says of this one service: it goes before what it says of all. */
export function ofService(tree: Checked, serviceName: string): Record<string, string> {
  const service = below(tree, 'services', serviceName);
  const rate = textOf(service, 'sampling_rate');
  const switches = Object.entries(SWITCHES).flatMap(([key, name]): [string, string][] => {
    const known = textOf(service, key);
    return known === undefined ? [] : [[name, known]];
  });
  return {
    ...Object.fromEntries(switches),
    ...(rate === undefined ? {} : { TRACE_SAMPLE_RATIO: rate }),
  };
}
