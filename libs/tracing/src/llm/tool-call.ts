import type { Attributes, Span } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { recordToolContent } from './llm-content.js';

/** A tool that a model has asked for. */
export interface ToolCall {
  readonly name: string;
  /** The id that the model gave the call. */
  readonly id?: string;
  /** `function` (default), `extension`, `datastore`. */
  readonly type?: string;
  readonly description?: string;
  /** On the span only where content is captured. */
  readonly arguments?: unknown;
  readonly attributes?: Attributes;
}

/**
 * Runs a tool in an INTERNAL span `execute_tool {tool}` of the GenAI conventions. Arguments and result are on it only
 * where `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` is true.
 * @throws what `fn` throws, recorded
 */
export function traceToolCall<T>(tool: ToolCall, fn: (span: Span) => T | Promise<T>): Promise<T> {
  const attributes: Attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': tool.name,
    'gen_ai.tool.type': tool.type ?? 'function',
    ...(tool.id === undefined ? {} : { 'gen_ai.tool.call.id': tool.id }),
    ...(tool.description === undefined ? {} : { 'gen_ai.tool.description': tool.description }),
    ...tool.attributes,
  };
  return traceAsyncOperation(`execute_tool ${tool.name}`, attributes, async (span) => {
    recordToolContent(span, { input: tool.arguments });
    const output = await fn(span);
    recordToolContent(span, { output });
    return output;
  });
}
