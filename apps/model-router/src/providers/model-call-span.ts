import type { Attributes, Span } from '@throughline/tracing/api';
import type { ChatCompletionRequest, ChatMessage } from '@throughline/contracts';
import { type LlmCall, recordLlmUsage, traceLlmCall } from '@throughline/tracing';
import { costOf } from '../costs/cost.js';
import type { ModelProvider, ProviderAnswer } from './provider.js';

export interface ModelCall {
  readonly provider: ModelProvider;
  readonly model: string;
  readonly request: ChatCompletionRequest;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Where the provider is, for one that is reached over HTTP. */
  readonly server?: string;
}

/** One CLIENT span for one try of a model call, with tokens and cost and without a word of what is said. */
export function traceModelCall(call: ModelCall, ask: () => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  const described = describe(call);
  return traceLlmCall(described, async (span) => {
    const answer = await ask();
    record(span, described, call, answer);
    return answer;
  });
}

function describe({ provider, model, request, attempt, server }: ModelCall): LlmCall {
  const attributes: Attributes = {
    'prompt.length': sum(request.messages.map(lengthOf)),
    'throughline.model.attempt': attempt,
    'gen_ai.request.temperature': request.temperature,
    'gen_ai.request.max_tokens': request.max_completion_tokens,
    ...(server !== undefined && serverAttributes(server)),
  };
  return { provider: provider.name, model, operation: 'chat', attributes };
}

/** Characters of what is said; what is said stays out of spans. */
const lengthOf = ({ content, tool_calls = [] }: ChatMessage): number =>
  (content?.length ?? 0) + sum(tool_calls.map((call) => call.function.arguments.length));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function serverAttributes(server: string): Attributes {
  const { hostname, port, protocol } = new URL(server);
  const usual = protocol === 'https:' ? 443 : 80;
  return { 'server.address': hostname, 'server.port': port === '' ? usual : Number(port) };
}

function record(
  span: Span,
  described: LlmCall,
  { provider, model }: ModelCall,
  answer: ProviderAnswer,
): void {
  const { inputTokens, outputTokens, cachedInputTokens } = answer.usage;
  const cost = costOf(answer.usage, provider.pricesOf(model));
  span.setAttribute('response.length', lengthOf(answer.message));
  recordLlmUsage(span, described, {
    inputTokens,
    outputTokens,
    cacheReadTokens: cachedInputTokens,
    ...(cost !== null && { costUsd: cost }),
    responseId: answer.id,
    responseModel: answer.model,
    finishReasons: [answer.finishReason],
  });
}
