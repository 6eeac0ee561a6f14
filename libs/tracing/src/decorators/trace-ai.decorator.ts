import { SpanKind } from '@opentelemetry/api';
import { measureLlmCall } from '../llm/llm-metrics.js';
import { type LlmCall, type LlmUsage, recordLlmUsage } from '../llm/llm.js';
import { type MethodTracing, tracedMethod } from './traced-method.js';

export interface TraceAiOptions {
  /** What the result says of the call. */
  readonly usage?: (result: unknown) => LlmUsage;
}

/** Each call of the method is a call to a model: a CLIENT span `{operation} {model}`. Prompts and answers are never recorded. */
export function TraceAi<A extends unknown[] = never[]>(
  call: LlmCall | ((...args: A) => LlmCall),
  { usage }: TraceAiOptions = {},
): MethodTracing<A> {
  return (_target, key, descriptor) => {
    const method = descriptor.value;
    if (method === undefined) throw new TypeError(`@TraceAi() is for methods, and ${String(key)} is none`);
    descriptor.value = tracedMethod<A, typeof method>(method, (args) => {
      const called = typeof call === 'function' ? call(...args) : call;
      const measured = measureLlmCall(called);
      return {
        name: `${called.operation} ${called.model}`,
        options: { kind: SpanKind.CLIENT, attributes: attributesOf(called) },
        onEnd: (span, result) => {
          measured.ended();
          if (usage !== undefined) recordLlmUsage(span, called, usage(result));
        },
        onFailure: (_span, error) => measured.failed(error),
      };
    });
  };
}

/** The same. */
export const TraceAiOperation = TraceAi;

const attributesOf = (call: LlmCall) => ({
  'gen_ai.operation.name': call.operation,
  'gen_ai.provider.name': call.provider,
  'gen_ai.request.model': call.model,
  ...call.attributes,
});
