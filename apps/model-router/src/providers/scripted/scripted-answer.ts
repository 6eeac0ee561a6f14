import { createHash } from 'node:crypto';
import type { ChatCompletionRequest, ChatMessage, ChatToolCall } from '@throughline/contracts';
import type { TokenUsage } from '../../costs/cost.js';
import type { ProviderAnswer } from '../provider.js';
import type { ScriptAnswer, ScriptStep } from './script.js';

const CHARACTERS_PER_TOKEN = 4;

/** A step as an answer. Its ids come from the conversation, so the same question has the same answer to the byte. */
export function answerOf(file: string, request: ChatCompletionRequest, step: ScriptStep): ProviderAnswer {
  const seed = fingerprintOf(request.messages);
  const message = messageOf(step.answer, seed);
  return {
    id: `scripted-${seed}`,
    model: file,
    message,
    finishReason: message.tool_calls === undefined ? 'stop' : 'tool_calls',
    usage: usageOf(request, message, step),
    fingerprint: 'scripted',
  };
}

function messageOf({ content, toolCalls }: ScriptAnswer, seed: string): ChatMessage {
  const calls = toolCalls?.map((call, index): ChatToolCall => ({
    id: `call_${seed}_${String(index)}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  return { role: 'assistant', content: content ?? null, ...(calls && { tool_calls: calls }) };
}

function usageOf(request: ChatCompletionRequest, answer: ChatMessage, { usage }: ScriptStep): TokenUsage {
  return {
    inputTokens: usage?.inputTokens ?? estimateTokens(request.messages) + estimateTokens(request.tools ?? []),
    cachedInputTokens: 0,
    outputTokens: usage?.outputTokens ?? estimateTokens([answer]),
  };
}

/** A token for each four characters of the parts' JSON, rounded up for each part. */
export const estimateTokens = (parts: readonly unknown[]): number =>
  parts.reduce<number>((sum, part) => sum + Math.ceil(JSON.stringify(part).length / CHARACTERS_PER_TOKEN), 0);

/** Only the conversation's meaning counts, not the order of the keys in which it was sent. */
function fingerprintOf(messages: readonly ChatMessage[]): string {
  const parts = messages.map((message) => [
    message.role,
    message.content ?? null,
    message.tool_call_id ?? null,
    (message.tool_calls ?? []).map((call) => [call.id, call.function.name, call.function.arguments]),
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}
