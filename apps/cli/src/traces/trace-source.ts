import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type RunId, ThroughlineError } from '@throughline/contracts';
import { JaegerMissingError } from '@throughline/platform';
import type { ServiceClient } from '@throughline/service-client/client';
import { spansFromOtlp, type TraceSpan, withoutTracing } from '@throughline/tracing';

const JAEGER_MS = 30_000;

/** The spans of a trace that trace-analyzer has received; empty when it knows none. */
export async function receivedSpans(client: ServiceClient, traceId: string): Promise<TraceSpan[]> {
  try {
    const path = `/api/v3/traces/${traceId}`;
    const body = await withoutTracing(() => client.stream('trace-analyzer', path));
    const answer: unknown = JSON.parse(await text(body));
    return isAnswer(answer) ? spansFromOtlp(answer.result) : [];
  } catch (error) {
    if (error instanceof ThroughlineError && error.code === 'trace_not_found') return [];
    throw error;
  }
}

/** The same from a Jaeger, as it has stored them. @throws {JaegerMissingError} when none answers there */
export async function spansInJaeger(url: string, traceId: string): Promise<TraceSpan[]> {
  const path = `${url}/api/v3/traces/${traceId}?raw_traces=true`;
  try {
    const answer = await withoutTracing(() => fetch(path, { signal: AbortSignal.timeout(JAEGER_MS) }));
    const body: unknown = await answer.json();
    return answer.ok && isAnswer(body) ? spansFromOtlp(body.result) : [];
  } catch (cause) {
    throw new JaegerMissingError(`${url} does not answer as one`, cause);
  }
}

/** The same from the file that trace-analyzer keeps, for when no platform runs; undefined without one. */
export async function spansOnDisk(home: string, id: RunId): Promise<TraceSpan[] | undefined> {
  const file = await readFile(join(home, 'traces', `${id}.jsonl`), 'utf8').catch(() => undefined);
  if (file === undefined) return undefined;
  const spans = file.split('\n').flatMap((line) => spansFromOtlp(parsed(line)));
  return [...new Map(spans.map((span) => [span.spanId, span])).values()];
}

/** A line that a crash cut off holds nothing. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isAnswer = (value: unknown): value is { result: unknown } =>
  typeof value === 'object' && value !== null && 'result' in value;
