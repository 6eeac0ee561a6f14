import type { TraceReport } from '../validation/trace-report.js';
import type { TraceSpan } from '../validation/trace-span.js';
import type { ExerciseAnswer, ExerciseResult, Seen } from './exercise.js';
import { SELF_TEST_BAGGAGE } from './self-test-names.js';
import type { SelfTestPart } from './self-test-report.js';

/** What the spans of an exercise must hold, and how many of it. */
interface Expectation {
  readonly what: string;
  readonly count: number;
  readonly matches: (span: TraceSpan, children: readonly TraceSpan[]) => boolean;
}

const hasCallee =
  (kind: TraceSpan['kind'], callee: TraceSpan['kind']) =>
  (span: TraceSpan, children: readonly TraceSpan[]): boolean =>
    span.kind === kind && children.some((child) => child.kind === callee);

const EXPECTED: Readonly<Record<ExerciseResult['name'], readonly Expectation[]>> = {
  http: [{ what: 'request with its answer', count: 2, matches: hasCallee('CLIENT', 'SERVER') }],
  rabbitmq: [{ what: 'message with its consumer', count: 1, matches: hasCallee('PRODUCER', 'CONSUMER') }],
  postgres: [
    {
      what: 'query',
      count: 1,
      matches: ({ kind, attributes }) => kind === 'CLIENT' && attributes['db.system.name'] === 'postgresql',
    },
  ],
  llm: [
    {
      what: 'model call with its tokens',
      count: 1,
      matches: ({ kind, attributes }) => kind === 'CLIENT' && attributes['gen_ai.usage.input_tokens'] === 7,
    },
    { what: 'request with its answer', count: 1, matches: hasCallee('CLIENT', 'SERVER') },
  ],
};

/** Holds an exercise against the spans that have arrived. */
export function judgedExercise(result: ExerciseResult, spans: readonly TraceSpan[]): SelfTestPart {
  const { name, status, detail } = result;
  if (status !== 'done') return { name, status, detail };
  const top = spans.find((span) => span.name === `self_test.${name}`);
  const own = top === undefined ? [] : below(top, spans);
  const wrong = EXPECTED[name].flatMap(({ what, count, matches }) => {
    const found = own.filter((span) => matches(span, childrenOf(span, spans))).length;
    return found === count ? [] : [`${found} spans of a ${what} instead of ${count}`];
  });
  if (wrong.length > 0) return { name, status: 'failed', detail: wrong.join('; ') };
  return { name, status: 'passed', detail: own.map((span) => span.name).join(', ') };
}

/** Whoever was called must have seen the trace, its correlation id and its baggage. */
export function judgedPropagation({ traceId, results }: ExerciseAnswer): SelfTestPart {
  const seen = results.flatMap((result) => result.seen);
  const [key, value] = Object.entries(SELF_TEST_BAGGAGE)[0] ?? ['', ''];
  const lacks = ({ by, traceparent, baggage }: Seen): string[] => [
    ...(traceparent.split('-')[1] === traceId ? [] : [`${by} has not got the trace`]),
    ...(baggage.includes(`${key}=${value}`) ? [] : [`${by} has not got the baggage`]),
  ];
  const wrong = seen.flatMap(lacks);
  if (wrong.length > 0) return { name: 'propagation', status: 'failed', detail: wrong.join('; ') };
  if (seen.length === 0) return { name: 'propagation', status: 'skipped', detail: 'nobody was called' };
  return {
    name: 'propagation',
    status: 'passed',
    detail: `${seen.length} callees have got trace and baggage`,
  };
}

export function judgedValidation(report: TraceReport): SelfTestPart {
  const { overallStatus, spanCount, findings } = report;
  if (overallStatus === 'failed') return { name: 'validation', status: 'failed', detail: findings.join(' ') };
  return { name: 'validation', status: 'passed', detail: `${spanCount} spans are one whole trace` };
}

const childrenOf = ({ spanId }: TraceSpan, spans: readonly TraceSpan[]): TraceSpan[] =>
  spans.filter(({ parentSpanId }) => parentSpanId === spanId);

const below = (top: TraceSpan, spans: readonly TraceSpan[]): TraceSpan[] =>
  childrenOf(top, spans).flatMap((child) => [child, ...below(child, spans)]);
