import { type RunId } from '@throughline/contracts';
import { runningPlatform } from '@throughline/platform';
import { type TraceReport, type TraceSpan, validateTrace } from '@throughline/tracing';
import { TraceUnknownError } from '../errors/cli.errors.js';
import { withPlatform } from '../platform/with-platform.js';
import { receivedSpans, spansInJaeger, spansOnDisk } from '../traces/trace-source.js';
import { settledTrace } from '../traces/whole-trace.js';
import { createdSpans } from './created-spans.js';

const SETTLING_MS = 15_000;

/** What is validated: a run, whose spans are known beforehand, or any trace. */
export interface TraceSubject {
  readonly traceId: string;
  readonly runId: RunId | undefined;
}

export interface ValidatedTrace extends TraceSubject {
  /** Where the spans come from. */
  readonly source: string;
  readonly report: TraceReport;
  /** How many spans were made; undefined where nobody can know it. */
  readonly created: number | undefined;
  /** What keeps it from being called whole, besides the findings. */
  readonly doubts: readonly string[];
}

export const isWhole = ({ report, doubts }: ValidatedTrace): boolean =>
  report.overallStatus === 'healthy' && doubts.length === 0;

/** Validates a trace as trace-analyzer has it, or the Jaeger that JAEGER_URL names. @throws {TraceUnknownError} */
export async function validatedTrace(
  subject: TraceSubject,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<ValidatedTrace> {
  const source = jaegerSource(subject, env) ?? diskSource(subject, home) ?? analyzerSource(subject, home);
  const validated =
    subject.runId === undefined
      ? await anyTrace(subject, source)
      : await traceOfRun(subject, subject.runId, source, home);
  if (validated.report.spanCount === 0) throw new TraceUnknownError(subject.traceId, source.name);
  return validated;
}

interface SpanSource {
  readonly name: string;
  readonly received: () => Promise<readonly TraceSpan[]>;
}

function jaegerSource({ traceId }: TraceSubject, env: NodeJS.ProcessEnv): SpanSource | undefined {
  const url = env['JAEGER_URL']?.replace(/\/+$/, '');
  if (url === undefined || url === '') return undefined;
  return { name: `Jaeger at ${url}`, received: () => spansInJaeger(url, traceId) };
}

/** Where no platform runs, the traces of runs are still there. */
function diskSource({ runId }: TraceSubject, home: string): SpanSource | undefined {
  if (runId === undefined || runningPlatform(home) !== undefined) return undefined;
  return { name: home, received: async () => (await spansOnDisk(home, runId)) ?? [] };
}

const analyzerSource = ({ traceId }: TraceSubject, home: string): SpanSource => ({
  name: 'trace-analyzer',
  received: () => withPlatform(home, ({ client }) => receivedSpans(client, traceId)),
});

async function anyTrace(subject: TraceSubject, { name, received }: SpanSource): Promise<ValidatedTrace> {
  const report = validateTrace(await received());
  return { ...subject, source: name, report, created: undefined, doubts: [] };
}

async function traceOfRun(
  subject: TraceSubject,
  runId: RunId,
  source: SpanSource,
  home: string,
): Promise<ValidatedTrace> {
  if (runningPlatform(home) === undefined) return fromJournals(subject, runId, source, home);
  const trace = await withPlatform(home, (access) =>
    settledTrace({ ...access, received: source.received }, runId, SETTLING_MS),
  );
  const doubts = trace.isSettled ? [] : ['The trace has not settled: something of the run is under way.'];
  return { ...subject, source: source.name, report: trace.report, created: trace.created.size, doubts };
}

async function fromJournals(
  subject: TraceSubject,
  runId: RunId,
  { name, received }: SpanSource,
  home: string,
): Promise<ValidatedTrace> {
  const spans = await received();
  const created = await createdSpans(home, runId, spans);
  const report = validateTrace(spans, created === undefined ? {} : { created });
  const doubts =
    created === undefined
      ? [`No journal in ${home} knows this run: whether spans are missing cannot be said.`]
      : [];
  return { ...subject, source: name, report, created: created?.size, doubts };
}
