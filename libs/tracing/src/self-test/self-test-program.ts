// A process that is traced as any other by the preload: makes one trace through everything there is, and says what it saw.
import { text } from 'node:stream/consumers';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { withBaggage } from '../context/baggage.js';
import { CORRELATION_ID } from '../context/names.js';
import { initializeTracing } from '../sdk/initialize.js';
import { traceAsyncOperation } from '../spans/operation.js';
import {
  type ExerciseAnswer,
  type ExerciseOrder,
  type ExerciseResult,
  exercised,
  type Seen,
} from './exercise.js';
import { exerciseHttp } from './http-exercise.js';
import { exerciseLlm } from './llm-exercise.js';
import { exercisePostgres } from './postgres-exercise.js';
import { exerciseRabbitMq } from './rabbitmq-exercise.js';
import { SELF_TEST_BAGGAGE } from './self-test-names.js';

const order = orderFrom(JSON.parse(await text(process.stdin)));
const tracing = initializeTracing();
const context = withBaggage(ROOT_CONTEXT, { [CORRELATION_ID]: 'self-test', ...SELF_TEST_BAGGAGE });
const answer = await traceAsyncOperation('self_test.run', {}, (span) => all(span.spanContext().traceId), {
  context,
});
await tracing.shutdown();
process.stdout.write(`${JSON.stringify(answer)}\n`);
// A connection that its server does not close must not keep the process.
process.exit();

async function all(traceId: string): Promise<ExerciseAnswer> {
  const { databaseUrl, rabbitUrl } = order;
  const results = [
    await part('http', exerciseHttp),
    await part('rabbitmq', given(rabbitUrl, exerciseRabbitMq)),
    await part('postgres', given(databaseUrl, exercisePostgres)),
    await part('llm', exerciseLlm),
  ];
  return { traceId, results };
}

type Exercise = () => Promise<readonly Seen[]>;

function given(
  url: string | undefined,
  run: (url: string) => Promise<readonly Seen[]>,
): Exercise | undefined {
  return url === undefined || url === '' ? undefined : () => run(url);
}

async function part(name: ExerciseResult['name'], run: Exercise | undefined): Promise<ExerciseResult> {
  if (run === undefined) return { name, status: 'skipped', detail: 'no URL is given', seen: [] };
  return exercised(name, () => traceAsyncOperation(`self_test.${name}`, {}, run));
}

function orderFrom(value: unknown): ExerciseOrder {
  const urlOf = (key: string): string | undefined => {
    const url: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    return typeof url === 'string' ? url : undefined;
  };
  return { databaseUrl: urlOf('databaseUrl'), rabbitUrl: urlOf('rabbitUrl') };
}
