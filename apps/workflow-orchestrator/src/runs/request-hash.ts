import { createHash } from 'node:crypto';
import type { CreateRun } from '@throughline/contracts';
import { canonicalJson } from './canonical-json.js';

/** The order in which replicas of an older version hash them; they may stand beside this one. */
const LIMITS = [
  'maxAttempts',
  'maxParallelTasks',
  'maxTurns',
  'maxTokens',
  'runTimeoutMs',
  'taskTimeoutMs',
  'checkTimeoutMs',
];

/** By which the same creation is known when it comes again, in whatever order its properties are written. */
export function requestHash(request: CreateRun): string {
  const { goal, repository, base, checks, model, limits, ...more } = request;
  const parts: unknown[] = [goal, repository, base, checks, model, limits && inOrder(limits)];
  const later = canonicalJson(more);
  if (later !== '{}') parts.push(later);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function inOrder(limits: object): object {
  const rank = (name: string): number => (LIMITS.includes(name) ? LIMITS.indexOf(name) : LIMITS.length);
  const entries = Object.entries(limits).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
