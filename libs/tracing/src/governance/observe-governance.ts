import { metrics } from '@opentelemetry/api';
import { complianceRate, hashMismatches } from './compliance-counts.js';
import { constitutionalHash } from './policy-hash.js';

/**
 * `constitutional_hash_mismatch` and `constitutional_compliance_rate`, where there is a policy. The first is no counter
 * for Prometheus' exporter, which would put `_total` after its name.
 */
export function observeGovernance(): void {
  const meter = metrics.getMeter('@throughline/tracing');
  meter
    .createObservableUpDownCounter('constitutional_hash_mismatch', {
      description: 'Requests and messages that came with the hash of another policy',
    })
    .addCallback((result) => {
      if (isGoverning()) result.observe(hashMismatches());
    });
  meter
    .createObservableGauge('constitutional_compliance_rate', {
      description: 'Share of compliant ones among the last governed operations and compared hashes, 0 to 1',
    })
    .addCallback((result) => {
      if (isGoverning()) result.observe(complianceRate());
    });
}

const isGoverning = (): boolean => constitutionalHash() !== undefined;
