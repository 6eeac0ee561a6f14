import { costLimitReached, type Usage } from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Run } from '../runs/run.entity.js';
import type { RunChange } from './run-change.js';

/** Adds what was used; one unknown price makes the run's price unknown. */
export function addUsage(run: Run, usage: Usage): void {
  run.inputTokens += usage.inputTokens;
  run.outputTokens += usage.outputTokens;
  run.modelCalls += usage.calls;
  if (usage.calls > 0)
    run.costUsd = run.costUsd === null || usage.costUsd === null ? null : run.costUsd + usage.costUsd;
}

export const usageOf = ({ inputTokens, outputTokens, modelCalls, costUsd }: Run): Usage => ({
  inputTokens,
  outputTokens,
  calls: modelCalls,
  costUsd,
});

/** Whose end has not told what they have used: under way, and those whose end nobody has heard. */
const untold = ({ attempts }: RunChange): Attempt[] =>
  attempts.filter((attempt) => attempt.state === 'running' || attempt.state === 'abandoned');

/** All tokens that the run has used, as far as is known: of what has told of its end, and of others by their last word. */
export function usedTokens(change: RunChange): number {
  const { inputTokens, outputTokens } = change.run;
  return inputTokens + outputTokens + untold(change).reduce((sum, attempt) => sum + attempt.usedTokens, 0);
}

/** The same in US dollars; null as soon as one price is unknown. */
export function usedMoney(change: RunChange): number | null {
  return untold(change).reduce<number | null>(
    (sum, { usedCostUsd }) => (sum === null || usedCostUsd === null ? null : sum + usedCostUsd),
    change.run.costUsd,
  );
}

/** Why the run may use no more, or undefined while there is something left. */
export function budgetUsed(change: RunChange): string | undefined {
  const { maxTokens, maxCostUsd } = change.run.limits;
  if (usedTokens(change) >= maxTokens) return `the run has used its ${String(maxTokens)} tokens`;
  const reason = costLimitReached(maxCostUsd, usedMoney(change));
  return reason === undefined ? undefined : `the run may cost no more: ${reason}`;
}

/** What its column holds, at most. */
const MOST_TOKENS = 2 ** 31 - 1;

/** What a new attempt may use. */
export const tokensLeft = (change: RunChange): number =>
  Math.min(MOST_TOKENS, Math.max(1, change.run.limits.maxTokens - usedTokens(change)));

/** The same in US dollars; null where there is no limit. */
export function moneyLeft(change: RunChange): number | null {
  const { maxCostUsd } = change.run.limits;
  return maxCostUsd === undefined ? null : Math.max(0, maxCostUsd - (usedMoney(change) ?? maxCostUsd));
}

/** The attempt ends by itself, since it knows what it was given. */
export const isAtOwnLimit = ({
  tokenLimit,
  usedTokens: tokens,
  costLimitUsd,
  usedCostUsd,
}: Attempt): boolean =>
  tokens >= tokenLimit || costLimitReached(costLimitUsd ?? undefined, usedCostUsd) !== undefined;

/** What an attempt has cost by its last word; an older worker says nothing of it. */
export const costSoFar = (known: number | null, told: number | null | undefined): number | null =>
  known === null || told === null ? null : Math.max(known, told ?? 0);
