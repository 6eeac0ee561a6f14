import type { ChatCompletionRequest, ChatMessage } from '@throughline/contracts';
import type { ProviderAnswer } from '../provider.js';
import type { WireCompletion } from './openai.wire.js';

/** The request as the server gets it: under its own name for the model, and with nothing of ours. */
export function requestBody(model: string, request: ChatCompletionRequest): object {
  const { messages, tools, tool_choice, temperature, max_completion_tokens } = request;
  return {
    model,
    messages: messages.map(wireMessage),
    ...(tools !== undefined && tools.length > 0 && { tools, tool_choice }),
    temperature,
    max_completion_tokens,
  };
}

function wireMessage({ role, content, tool_calls, tool_call_id }: ChatMessage): object {
  return { role, content: content ?? null, tool_calls, tool_call_id };
}

export function answerOfWire(model: string, wire: WireCompletion): ProviderAnswer {
  const choice = wire.choices[0];
  const calls = choice?.message.tool_calls ?? [];
  return {
    id: wire.id ?? '',
    model: wire.model ?? model,
    message: {
      role: 'assistant',
      content: choice?.message.content ?? null,
      ...(calls.length > 0 && { tool_calls: calls }),
    },
    finishReason: choice?.finish_reason ?? 'stop',
    usage: {
      inputTokens: wire.usage.prompt_tokens,
      cachedInputTokens: wire.usage.prompt_tokens_details?.cached_tokens ?? 0,
      outputTokens: wire.usage.completion_tokens,
    },
    fingerprint: wire.system_fingerprint ?? undefined,
  };
}
