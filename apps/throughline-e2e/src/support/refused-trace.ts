import { expect } from '@jest/globals';
import { type RunId, runIdFrom } from '@throughline/contracts';
import { spansFromOtlp } from '@throughline/tracing';
import type { TestPlatform } from './platform.js';
import { field, traceOf } from './run-trace.js';
import { until } from './until.js';

const WITHIN_MS = 15_000;

/** The trace of a refused creation is whole: its one root says so, and everything that was made has arrived. */
export async function expectRefusedTrace(platform: TestPlatform, runId: RunId): Promise<void> {
  let found = await lookAt(platform, runId);
  await until(async () => (found = await lookAt(platform, runId))?.isComplete === true, {
    withinMs: WITHIN_MS,
    otherwise: () => `the trace of ${runId} is ${JSON.stringify(found)}`,
  });
  expect(found).toMatchObject({ roots: [{ status: { code: 'ERROR', message: 'refused' } }], orphans: [] });
}

/** The run that the command line has asked for last: a refusal names none. */
export async function lastAskedFor(platform: TestPlatform, since: Date): Promise<RunId> {
  let runId: RunId | undefined;
  await until(async () => (runId = await askedFor(platform, since)) !== undefined, {
    withinMs: WITHIN_MS,
    otherwise: () => 'there is no trace of the command',
  });
  if (runId === undefined) throw new Error('unreachable');
  return runId;
}

async function askedFor(platform: TestPlatform, since: Date): Promise<RunId | undefined> {
  const query = new URLSearchParams({
    'query.service_name': 'cli',
    'query.operation_name': 'cli.run',
    'query.start_time_min': since.toISOString(),
    'query.start_time_max': new Date().toISOString(),
    'query.num_traces': '1',
  });
  const answer = await platform.get('trace-analyzer', `/api/v3/traces?${query.toString()}`);
  if (answer.status !== 200) return undefined;
  const [span] = spansFromOtlp(field(await answer.json(), 'result'));
  return span === undefined ? undefined : runIdFrom(span.traceId);
}

async function lookAt(platform: TestPlatform, runId: RunId) {
  const trace = await traceOf(platform, runId).catch(() => undefined);
  if (trace === undefined) return undefined;
  const { spans, report } = trace;
  const roots = spans.filter((span) => report.roots.includes(span.spanId)).map(({ status }) => ({ status }));
  const { orphans, missing } = report;
  return { roots, orphans, missing, isComplete: roots.length > 0 && orphans.length + missing.length === 0 };
}
