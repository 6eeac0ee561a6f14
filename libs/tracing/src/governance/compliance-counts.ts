import { ConstitutionalComplianceLevel } from './compliance.js';
import { ComplianceWindow } from './compliance-window.js';

const recent = new ComplianceWindow();
let mismatches = 0;

/** Counts one governed operation, or one comparison of a hash. What is unknown says nothing of the rate. */
export function countCompliance(level: ConstitutionalComplianceLevel): void {
  if (level !== ConstitutionalComplianceLevel.Unknown)
    recent.add(level === ConstitutionalComplianceLevel.Compliant);
}

export function countHashMismatch(): void {
  mismatches += 1;
}

/** How often a request or a message has come with another hash than this process has. */
export const hashMismatches = (): number => mismatches;

/**
 * Share, from 0 to 1, of compliant ones among the last governed operations and compared hashes: at most 1000, none
 * older than five minutes, none whose compliance is unknown. 1 when there are none.
 */
export const complianceRate = (): number => recent.rate();
