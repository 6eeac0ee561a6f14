import type { Attributes } from '@opentelemetry/api';
import type { LlmCall } from './llm.js';

/** What the span of a call says when it starts, in the names of the GenAI conventions v1.41.1. */
export function llmAttributes({ operation, provider, model, promptLength, attributes }: LlmCall): Attributes {
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
    ...(promptLength === undefined ? {} : { 'prompt.length': promptLength }),
    ...attributes,
  };
}
