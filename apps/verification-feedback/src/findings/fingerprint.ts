import { createHash } from 'node:crypto';
import type { RawFinding } from './raw-finding.js';

/** The same fault gives the same fingerprint on another day, another line and another machine. */
export function fingerprintOf(check: string, finding: RawFinding): string {
  const parts = [check, finding.rule, finding.file ?? '', normalised(finding.message)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** A message without what changes from run to run: paths, addresses, durations, numbers, spacing. */
export function normalised(message: string): string {
  return message
    .replace(/\bfile:\/\/\S+/g, '<path>')
    .replace(/(?<![\w.])\/(?:[\w.@~+-]+\/)*[\w.@~+-]+/g, '<path>')
    .replace(/\b0x[0-9a-f]+\b/gi, '#')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/#\s?(?:ms|µs|us|ns|s|sec|seconds|m|min|minutes)\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 1000);
}
