import { expect } from '@jest/globals';
import { type TraceSpan, validateTrace } from '@throughline/tracing';

/** What a matcher of Jest answers. */
interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Passes when the spans are one whole trace; with `created`, also when created and received are the same. */
export function toBeWholeTrace(spans: readonly TraceSpan[], created?: Iterable<string>): MatcherResult {
  const report = validateTrace(spans, created === undefined ? {} : { created });
  const pass = spans.length > 0 && report.overallStatus === 'healthy';
  const findings = spans.length === 0 ? ['there are no spans'] : report.findings;
  return {
    pass,
    message: () =>
      pass
        ? `expected the ${report.spanCount} spans not to be one whole trace`
        : `expected ${report.spanCount} spans to be one whole trace:\n${findings.map((text) => `- ${text}`).join('\n')}`,
  };
}

expect.extend({
  toBeWholeTrace: (received: unknown, created?: Iterable<string>) =>
    toBeWholeTrace(spansOf(received), created),
});

function spansOf(received: unknown): readonly TraceSpan[] {
  if (Array.isArray(received) && received.every(isSpan)) return received;
  throw new TypeError('toBeWholeTrace expects an array of spans, as spansFromOtlp makes them');
}

const isSpan = (value: unknown): value is TraceSpan =>
  typeof value === 'object' && value !== null && 'traceId' in value && 'spanId' in value && 'name' in value;

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    /** One root, no orphans, nothing twice, names and times in order; and nothing missing of what was created. */
    toBeWholeTrace(created?: Iterable<string>): R;
  }
}
