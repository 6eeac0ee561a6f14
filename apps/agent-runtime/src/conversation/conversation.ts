import { type ChatMessage, costLimitReached, type TaskRun, type Usage } from '@throughline/contracts';
import type { Turn } from '../attempts/turn.entity.js';
import { NUDGE, openingOf } from './prompts.js';

/** The whole conversation so far, from the task and the stored turns alone. */
export function conversationOf(task: TaskRun, turns: readonly Turn[]): ChatMessage[] {
  return [...openingOf(task), ...turns.flatMap((turn) => [turn.answer, ...resultsOf(turn)])];
}

function resultsOf(turn: Turn): ChatMessage[] {
  const used = turn.answer.tool_calls ?? [];
  return used.length === 0 ? [{ role: 'user', content: NUDGE }] : (turn.results ?? []);
}

export function usageOf(turns: readonly Turn[]): Usage {
  const sum = (of: (turn: Turn) => number): number => turns.reduce((total, turn) => total + of(turn), 0);
  const costs = turns.map((turn) => turn.costUsd);
  return {
    inputTokens: sum((turn) => turn.inputTokens),
    outputTokens: sum((turn) => turn.outputTokens),
    calls: turns.length,
    costUsd: costs.includes(null) ? null : sum((turn) => turn.costUsd ?? 0),
  };
}

/** Input and output together. */
export function tokensOf(turns: readonly Turn[]): number {
  const { inputTokens, outputTokens } = usageOf(turns);
  return inputTokens + outputTokens;
}

/** Answers without a tool call, in a row, that end an attempt. */
const MAX_IDLE_TURNS = 3;

/** Why the attempt must end now, or undefined while it may go on. */
export function limitReached(task: TaskRun, turns: readonly Turn[]): string | undefined {
  if (turns.length >= task.limits.maxTurns)
    return `the limit of ${String(task.limits.maxTurns)} turns was reached`;
  if (tokensOf(turns) >= task.limits.maxTokens)
    return `the limit of ${String(task.limits.maxTokens)} tokens was reached`;
  const costReached = costLimitReached(task.limits.maxCostUsd, usageOf(turns).costUsd);
  if (costReached !== undefined) return costReached;
  const idle = turns.slice(-MAX_IDLE_TURNS).filter((turn) => (turn.answer.tool_calls ?? []).length === 0);
  if (idle.length >= MAX_IDLE_TURNS) return 'the model kept answering without using a tool';
  return undefined;
}

/** Keeps the beginning and the end of a text that is longer than `limit` characters. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n… ${String(text.length - 2 * half)} characters left out …\n${text.slice(-half)}`;
}
