import type { Span } from '@opentelemetry/api';
import { type Environment, flag } from '../config/readers.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';

/** Characters of what was said that a span holds at most, for each side. */
const MAX_CONTENT = 4_096;

let captures = false;

/** @throws {RangeError} that names the variable */
export function configureLlmContent(env: Environment): void {
  captures = flag(env, 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', false);
}

/** Content of a call to a model, or of a tool. Anything that JSON can say; a text is taken as it is. */
export interface LlmContent {
  readonly input?: unknown;
  readonly output?: unknown;
}

interface Names {
  readonly input: string;
  readonly output: string;
}

const MESSAGES: Names = { input: 'gen_ai.input.messages', output: 'gen_ai.output.messages' };
const TOOL: Names = { input: 'gen_ai.tool.call.arguments', output: 'gen_ai.tool.call.result' };

/**
 * Puts what was said to a model, and what it answered, on the span of the call: only where
 * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` is true, at most 4096 characters a side, with what is secret by
 * its form or its name masked. Otherwise it does nothing, and costs nothing.
 */
export const recordLlmContent = (span: Span, content: LlmContent): void => record(span, content, MESSAGES);

/** The same for the arguments and the result of a tool. */
export const recordToolContent = (span: Span, content: LlmContent): void => record(span, content, TOOL);

function record(span: Span, { input, output }: LlmContent, names: Names): void {
  if (!captures || !span.isRecording()) return;
  if (input !== undefined) span.setAttribute(names.input, shown(input));
  if (output !== undefined) span.setAttribute(names.output, shown(output));
}

function shown(content: unknown): string {
  const filter = getPrivacyFilter();
  const safe = typeof content === 'string' ? content : JSON.stringify(filter.filterData(content));
  return filter.filterText((safe ?? '').slice(0, MAX_CONTENT));
}
