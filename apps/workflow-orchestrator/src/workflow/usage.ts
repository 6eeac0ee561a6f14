import type { Usage } from '@throughline/contracts';
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

/**
 * All tokens that the run has used, as far as is known: of what has told of its end, of attempts under way by their
 * last word, and of attempts whose end nobody has heard.
 */
export function usedTokens({ run, attempts }: RunChange): number {
  const untold = attempts.filter((attempt) => attempt.state === 'running' || attempt.state === 'abandoned');
  return run.inputTokens + run.outputTokens + untold.reduce((sum, attempt) => sum + attempt.usedTokens, 0);
}

export const noTokensLeft = (change: RunChange): boolean => usedTokens(change) >= change.run.limits.maxTokens;
