import type { Usage } from '@throughline/contracts';
import type { Run } from '../runs/run.entity.js';

/** Adds what was used; one unknown price makes the run's price unknown. */
export function addUsage(run: Run, usage: Usage): void {
  run.inputTokens += usage.inputTokens;
  run.outputTokens += usage.outputTokens;
  run.modelCalls += usage.calls;
  if (usage.calls > 0)
    run.costUsd = run.costUsd === null || usage.costUsd === null ? null : run.costUsd + usage.costUsd;
}

export const usedTokens = (run: Run): number => run.inputTokens + run.outputTokens;
