import { TracingError } from '../tracing-error.js';

/** What the self-test's process is told, over its standard input: URLs hold passwords. */
export interface ExerciseOrder {
  readonly databaseUrl?: string | undefined;
  readonly rabbitUrl?: string | undefined;
}

/** What the callee of an exercise has seen of its caller's trace. */
export interface Seen {
  readonly by: string;
  readonly traceparent: string;
  readonly baggage: string;
}

export interface ExerciseResult {
  readonly name: 'http' | 'rabbitmq' | 'postgres' | 'llm';
  readonly status: 'done' | 'failed' | 'skipped';
  readonly detail: string;
  readonly seen: readonly Seen[];
}

/** What the self-test's process answers, as a line of JSON. */
export interface ExerciseAnswer {
  readonly traceId: string;
  readonly results: readonly ExerciseResult[];
}

/** Every step of an exercise ends within this. */
export const STEP_MS = 5_000;

const AWAY = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
];
const NOT_INSTALLED = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/** Runs one exercise: what is not there is skipped, what goes wrong otherwise has failed. */
export async function exercised(
  name: ExerciseResult['name'],
  run: () => Promise<readonly Seen[]>,
): Promise<ExerciseResult> {
  try {
    return { name, status: 'done', detail: '', seen: await run() };
  } catch (error) {
    const code = codeOf(error);
    const detail = error instanceof Error ? error.message || code : String(error);
    if (NOT_INSTALLED.includes(code))
      return { name, status: 'skipped', detail: `not installed: ${detail}`, seen: [] };
    if (AWAY.includes(code))
      return { name, status: 'skipped', detail: `cannot be reached: ${detail}`, seen: [] };
    return { name, status: 'failed', detail, seen: [] };
  }
}

/** A host with several addresses fails with one error for all of them. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** @throws {TracingError} `self_test_stuck` when it takes too long */
export async function within<T>(what: string, work: Promise<T>, limitMs = STEP_MS): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new TracingError('self_test_stuck', `${what} took longer than ${limitMs / 1000} s`)),
    limitMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
