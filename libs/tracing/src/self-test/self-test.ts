import { parse } from 'node:path';
import { text } from '../config/readers.js';
import { TracingError } from '../tracing-error.js';
import { validateTrace } from '../validation/validate-trace.js';
import { runTraced } from './child-program.js';
import type { ExerciseAnswer, ExerciseResult } from './exercise.js';
import { judgedExport } from './judged-export.js';
import { judgedExercise, judgedPropagation, judgedValidation } from './judged-parts.js';
import { SELF_TEST_SERVICE } from './self-test-names.js';
import type { SelfTestReport } from './self-test-report.js';
import { spanCollector } from './span-collector.js';

/** What the self-test is made with. */
export interface SelfTestOptions {
  /** Postgres to ask; default: `DATABASE_URL`. Nothing is written to it. */
  readonly databaseUrl?: string;
  /** RabbitMQ to send a message through, over a queue that goes away again; default: `RABBITMQ_URL`. */
  readonly rabbitUrl?: string;
  /** Says which receiver the export is tried with. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** How long each of the test's two processes may take, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
/** What a program needs in order to run at all. */
const SYSTEM = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_EXTRA_CA_CERTS', 'PGSSLMODE', 'PGSSLROOTCERT'];

/**
 * Makes one real trace through HTTP, RabbitMQ, Postgres and a stand-in for a model, in a process of its own that is traced
 * as any other, and says part by part whether all of it has arrived as it should.
 * @throws {TracingError} `self_test_failed` when that process cannot run
 */
export async function runTracingIntegrationTests(options: SelfTestOptions = {}): Promise<SelfTestReport> {
  const { env = process.env, timeoutMs = TIMEOUT_MS } = options;
  const start = performance.now();
  await using collector = await spanCollector();
  const answer = answerFrom(
    await runTraced({
      program: 'self-test-program',
      env: { ...systemOf(env), ...settingsFor(collector.origin) },
      // A configuration file of the caller's folder is not the test's.
      cwd: parse(process.cwd()).root,
      input: JSON.stringify(orderOf(options, env)),
      timeoutMs,
    }),
  );
  const { spans } = collector;
  const parts = [
    ...answer.results.map((result) => judgedExercise(result, spans)),
    judgedPropagation(answer),
    await judgedExport(env, process.cwd(), timeoutMs),
    judgedValidation(validateTrace(spans)),
  ];
  return {
    overallStatus: parts.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
    traceId: answer.traceId,
    spanCount: spans.length,
    durationMs: Math.round(performance.now() - start),
    parts,
  };
}

const orderOf = ({ databaseUrl, rabbitUrl }: SelfTestOptions, env: NodeJS.ProcessEnv): object => ({
  databaseUrl: databaseUrl ?? text(env, 'DATABASE_URL'),
  rabbitUrl: rabbitUrl ?? text(env, 'RABBITMQ_URL'),
});

const systemOf = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => SYSTEM.includes(name)));

/** Everything is sampled and goes to the test's own receiver. */
const settingsFor = (endpoint: string): NodeJS.ProcessEnv => ({
  SERVICE_NAME: SELF_TEST_SERVICE,
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_TRACES_SAMPLER: 'always_on',
  BAGGAGE_HOSTS: '127.0.0.1',
  LOG_LEVEL: 'error',
});

function answerFrom(value: unknown): ExerciseAnswer {
  if (isAnswer(value)) return value;
  throw new TracingError('self_test_failed', 'the process of the self-test has answered something else');
}

const isAnswer = (value: unknown): value is ExerciseAnswer =>
  typeof value === 'object' &&
  value !== null &&
  'traceId' in value &&
  typeof value.traceId === 'string' &&
  'results' in value &&
  Array.isArray(value.results) &&
  value.results.every(isResult);

const isResult = (value: unknown): value is ExerciseResult =>
  typeof value === 'object' && value !== null && 'name' in value && 'status' in value && 'seen' in value;
