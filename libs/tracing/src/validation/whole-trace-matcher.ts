import type { TraceSpan } from './trace-span.js';
import { validateTrace } from './validate-trace.js';

/** What a matcher of Jest answers. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Passes when the spans are one whole trace; with `created`, also when created and received are the same. */
export function toBeWholeTrace(spans: readonly TraceSpan[], created?: Iterable<string>): MatcherResult {
  const report = validateTrace(spans, created === undefined ? {} : { created });
  const pass = report.overallStatus === 'healthy';
  return {
    pass,
    message: () =>
      pass
        ? `expected the ${report.spanCount} spans not to be one whole trace`
        : `expected ${report.spanCount} spans to be one whole trace:\n${report.findings.map((text) => `- ${text}`).join('\n')}`,
  };
}

/** @throws {TypeError} for anything but spans */
export function spansToMatch(received: unknown): readonly TraceSpan[] {
  if (Array.isArray(received) && received.every(isSpan)) return received;
  throw new TypeError('toBeWholeTrace expects an array of spans, as spansFromOtlp makes them');
}

const isSpan = (value: unknown): value is TraceSpan =>
  typeof value === 'object' && value !== null && 'traceId' in value && 'spanId' in value && 'name' in value;
