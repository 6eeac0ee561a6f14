import type { EndPolicy } from './end-process.js';
import { type ProcessIdentity, isProcessIdentity } from './process-identity.js';

/** A process that must not outlive its supervisor; lower ranks end first. */
export interface Ward extends EndPolicy {
  readonly identity: ProcessIdentity;
  readonly rank: number;
}

/** What the supervisor tells the reaper: one JSON text a line. */
export type ReaperOrder = { readonly watch: Ward } | { readonly forget: number };

export const writeOrder = (order: ReaperOrder): string => `${JSON.stringify(order)}\n`;

/** @throws {SyntaxError} when the line is not an order */
export function readOrder(line: string): ReaperOrder {
  const value: unknown = JSON.parse(line);
  if (typeof value === 'object' && value !== null) {
    if ('forget' in value && typeof value.forget === 'number') return { forget: value.forget };
    if ('watch' in value && isWard(value.watch)) return { watch: value.watch };
  }
  throw new SyntaxError(`not an order: ${line}`);
}

function isWard(value: unknown): value is Ward {
  if (typeof value !== 'object' || value === null) return false;
  if (!('identity' in value && isProcessIdentity(value.identity))) return false;
  if (!('signal' in value && (value.signal === 'SIGTERM' || value.signal === 'SIGINT'))) return false;
  return (
    'rank' in value &&
    typeof value.rank === 'number' &&
    'graceMs' in value &&
    typeof value.graceMs === 'number'
  );
}

/** The wards by rank, lowest first. */
export function byRank(wards: Iterable<Ward>): Ward[][] {
  const ranks = Map.groupBy(wards, ({ rank }) => rank);
  return [...ranks].sort(([a], [b]) => a - b).map(([, members]) => members);
}
