import type { Span } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { llmAttributes } from './llm-attributes.js';
import { recordLlmContent } from './llm-content.js';
import { type LlmCall, recordLlmUsage, traceLlmCall } from './llm.js';
import { providerOfModel } from './provider-of-model.js';
import { type TokenUsage, tokenUsageOf } from './token-usage.js';

/** A request to a model. */
export interface LlmRequest {
  readonly modelName: string;
  /** `chat` (default), `completion`, `embedding`, or an operation of the GenAI conventions. */
  readonly requestType?: string;
  /** Its length goes on the span; the text itself only where content is captured. */
  readonly prompt?: string;
  /** Default: told from the model's name, else `_OTHER`. */
  readonly provider?: string;
}

/** What a model has answered. */
export interface LlmResponse {
  readonly modelName: string;
  /** Its length goes on the span; the text itself only where content is captured. */
  readonly responseText: string;
  /** As the provider reports it: `prompt_tokens`, `input_tokens`, `inputTokens`, … */
  readonly tokenUsage?: TokenUsage;
  /** Default: told from the model's name, else `_OTHER`. */
  readonly provider?: string;
}

/** Calls to models in two steps, for those who have request and answer in different places. */
export interface LlmTracing {
  /** Runs the request in a CLIENT span `{operation} {model}`. @throws what `fn` throws, recorded */
  readonly traceLlmRequest: <T>(request: LlmRequest, fn: (span: Span) => T | Promise<T>) => Promise<T>;
  /**
   * Runs what is done with the answer in an INTERNAL span `handle_response {model}` with its length and its tokens,
   * which are counted here. @throws what `fn` throws, recorded
   */
  readonly traceLlmResponse: <T>(response: LlmResponse, fn: (span: Span) => T | Promise<T>) => Promise<T>;
}

/** The documents' words for what the conventions call otherwise. */
const OPERATIONS: Readonly<Record<string, string>> = {
  completion: 'text_completion',
  embedding: 'embeddings',
};

const llmTracing: LlmTracing = {
  traceLlmRequest: ({ modelName, requestType = 'chat', prompt, provider }, fn) => {
    const call = callOf(modelName, OPERATIONS[requestType] ?? requestType, provider);
    const described = prompt === undefined ? call : { ...call, promptLength: prompt.length };
    return traceLlmCall(described, async (span) => {
      recordLlmContent(span, { input: prompt });
      return fn(span);
    });
  },
  traceLlmResponse: ({ modelName, responseText, tokenUsage = {}, provider }, fn) => {
    const call = callOf(modelName, 'handle_response', provider);
    return traceAsyncOperation(`handle_response ${modelName}`, llmAttributes(call), async (span) => {
      recordLlmUsage(
        span,
        { ...call, operation: 'chat' },
        { ...tokenUsageOf(tokenUsage), responseLength: responseText.length },
      );
      recordLlmContent(span, { output: responseText });
      return fn(span);
    });
  },
};

/** The functions for requests and answers of models that are in different places. */
export const getLlmTracing = (): LlmTracing => llmTracing;

const callOf = (model: string, operation: string, provider = providerOfModel(model)): LlmCall => ({
  model,
  operation,
  provider,
});
