import type { Usage } from '@throughline/contracts';
import type { PlanningTurnEntity } from './planning-turn.entity.js';

type Spent = Pick<PlanningTurnEntity, 'inputTokens' | 'outputTokens' | 'costUsd'>;

/** What the answers have used. One answer of unknown cost makes the whole cost unknown. */
export const usageOf = (turns: readonly Spent[]): Usage => ({
  inputTokens: sum(turns.map(({ inputTokens }) => inputTokens)),
  outputTokens: sum(turns.map(({ outputTokens }) => outputTokens)),
  calls: turns.length,
  costUsd: turns.reduce<number | null>(
    (total, { costUsd }) => (total === null || costUsd === null ? null : total + costUsd),
    0,
  ),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
