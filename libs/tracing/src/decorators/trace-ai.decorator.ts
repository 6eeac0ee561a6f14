import { SpanKind } from '@opentelemetry/api';
import { llmAttributes } from '../llm/llm-attributes.js';
import { measureLlmCall } from '../llm/llm-metrics.js';
import { type LlmCall, recordLlmUsage } from '../llm/llm.js';
import { type TokenUsage, tokenUsageOf } from '../llm/token-usage.js';
import { type MethodTracing, tracedMethod } from './traced-method.js';

/** What is read from the result of a call to a model. */
export interface TraceAiOptions {
  /** What the result says of the call, in this library's words or in the provider's (`prompt_tokens`, …). */
  readonly usage?: (result: unknown) => TokenUsage;
}

/** For calls that nothing more is known of. */
const OTHER = '_OTHER';

/**
 * Each call of the method is a call to a model: a CLIENT span `{operation} {model}` that ends when the answer is there,
 * or when a streamed one has ended. Prompts and answers are never recorded.
 * @param call what is called, what makes that of the arguments, or the operation alone (`chat`)
 */
export function TraceAi<A extends unknown[] = never[]>(
  call: string | LlmCall | ((...args: A) => LlmCall),
  { usage }: TraceAiOptions = {},
): MethodTracing<A> {
  return (_target, key, descriptor) => {
    const method = descriptor.value;
    if (method === undefined) throw new TypeError(`@TraceAi() is for methods, and ${String(key)} is none`);
    descriptor.value = tracedMethod<A, typeof method>(method, (args) => {
      const called = calledWith(call, args);
      const measured = measureLlmCall(called);
      return {
        name: called.model === OTHER ? called.operation : `${called.operation} ${called.model}`,
        options: { kind: SpanKind.CLIENT, attributes: llmAttributes(called) },
        onEnd: (span, result) => {
          measured.ended();
          if (usage !== undefined) recordLlmUsage(span, called, tokenUsageOf(usage(result)));
        },
        onFailure: (_span, error) => measured.failed(error),
      };
    });
  };
}

/** The same as `@TraceAi()`. */
export const TraceAiOperation = TraceAi;

/** What describes a call must not break it. */
function calledWith<A extends unknown[]>(
  call: string | LlmCall | ((...args: A) => LlmCall),
  args: A,
): LlmCall {
  if (typeof call === 'string') return { operation: call, provider: OTHER, model: OTHER };
  if (typeof call !== 'function') return call;
  try {
    return call(...args);
  } catch {
    return { operation: OTHER, provider: OTHER, model: OTHER };
  }
}
