import type { TestPlatform } from '../support/platform.js';
import { field } from '../support/run-trace.js';
import { listOf, toldSpans, type ToldSpan } from './otlp-answer.js';

const WITHIN_MS = 30_000;
const MOST_TRACES = 1500;

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Who answers Jaeger's query API: Jaeger itself, and trace-analyzer. */
export interface TraceSource {
  get(path: string): Promise<Response>;
}

export const jaegerAt = (url: string): TraceSource => ({
  get: (path) => fetch(`${url}${path}`, { signal: AbortSignal.timeout(WITHIN_MS) }),
});

export const analyzerOf = (platform: TestPlatform): TraceSource => ({
  get: (path) => platform.get('trace-analyzer', path),
});

/** A trace as it was received: without what Jaeger adds for its page, such as remarks about clocks. */
export async function traceFrom(source: TraceSource, traceId: string): Promise<Map<string, ToldSpan>> {
  const answer = await source.get(`/api/v3/traces/${traceId.replaceAll('-', '')}?raw_traces=true`);
  return answer.status === 404 ? new Map() : toldSpans(await jsonOf(answer));
}

export async function dependenciesFrom(source: TraceSource, { from, to }: TimeWindow): Promise<unknown> {
  return jsonOf(await source.get(`/api/dependencies?endTs=${String(to)}&lookback=${String(to - from)}`));
}

/** The ids of the traces that have a span in the window. */
export async function traceIdsIn(source: TraceSource, { from, to }: TimeWindow): Promise<string[]> {
  const [min, max] = [from, to].map((time) => new Date(time).toISOString());
  const times = `query.start_time_min=${String(min)}&query.start_time_max=${String(max)}`;
  const answer = await jsonOf(
    await source.get(`/api/v3/traces?${times}&query.num_traces=${String(MOST_TRACES)}`),
  );
  const ids = new Set<string>();
  for (const ofResource of listOf(field(answer, 'result'), 'resourceSpans'))
    for (const ofScope of listOf(ofResource, 'scopeSpans'))
      for (const span of listOf(ofScope, 'spans')) ids.add(String(field(span, 'traceId')));
  if (ids.size >= MOST_TRACES) throw new Error('there are more traces than one answer holds');
  return [...ids];
}

/** Jaeger's older search: the ids of the traces that it finds. */
export async function foundBy(source: TraceSource, query: Record<string, string>): Promise<string[]> {
  const parameters = new URLSearchParams({ limit: String(MOST_TRACES), lookback: '1h', ...query });
  const answer = await jsonOf(await source.get(`/api/traces?${parameters.toString()}`));
  return listOf(answer, 'data').map((trace) => String(field(trace, 'traceID')));
}

async function jsonOf(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json();
  if (answer.ok) return body;
  throw new Error(`${answer.url} answers ${String(answer.status)}: ${JSON.stringify(body)}`);
}
