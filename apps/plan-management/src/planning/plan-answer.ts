import type { ChatMessage, PlannedTask, PlanRules } from '@throughline/contracts';
import { judgePlan } from './plan-rules.js';
import { SUBMIT_PLAN } from './submit-plan.tool.js';

/** A model's answer is a plan, or it needs correction: why, and how to say so in the conversation. */
export type Judgement =
  | { readonly tasks: PlannedTask[] }
  | { readonly reasons: readonly string[]; readonly correction: readonly ChatMessage[] };

export function judgeAnswer(answer: ChatMessage, rules: PlanRules): Judgement {
  const calls = answer.tool_calls ?? [];
  const submitted = calls.find((call) => call.function.name === SUBMIT_PLAN);
  const judged =
    submitted === undefined
      ? { reasons: [`the answer does not call ${SUBMIT_PLAN}`] }
      : judgePlan(submitted.function.arguments, rules);
  if ('tasks' in judged) return judged;
  return { reasons: judged.reasons, correction: correctionOf(answer, submitted?.id, judged.reasons) };
}

/** Every tool call needs its result, also those that were not asked for. */
function correctionOf(
  answer: ChatMessage,
  submitted: string | undefined,
  reasons: readonly string[],
): ChatMessage[] {
  const text = `The plan cannot be used:\n${reasons.map((reason) => `- ${reason}`).join('\n')}\nCall ${SUBMIT_PLAN} again with the whole plan.`;
  const results = (answer.tool_calls ?? []).map((call): ChatMessage => ({
    role: 'tool',
    tool_call_id: call.id,
    content: call.id === submitted ? text : `Only ${SUBMIT_PLAN} is used here, and only once.`,
  }));
  return submitted === undefined ? [...results, { role: 'user', content: text }] : results;
}
