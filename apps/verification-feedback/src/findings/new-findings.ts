import type { Finding } from '@throughline/contracts';
import type { FoundFinding } from './parse-findings.js';

/** How often each fingerprint was found. */
export type FingerprintCounts = Readonly<Record<string, number>>;

export function countFingerprints(findings: readonly FoundFinding[]): FingerprintCounts {
  const counts = new Map<string, number>();
  for (const { fingerprint } of findings) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** A finding is new when the base commit has fewer of its fingerprint: one more of the same counts. */
export function markNew(findings: readonly FoundFinding[], baseline: FingerprintCounts): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    return { ...finding, isNew: count > (baseline[finding.fingerprint] ?? 0) };
  });
}
