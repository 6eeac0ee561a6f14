import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVICES } from '@throughline/contracts';
import { spansFromOtlp, type TraceReport, type TraceSpan, validateTrace } from '@throughline/tracing';
import type { TestPlatform } from './platform.js';

export interface RunTrace {
  readonly spans: readonly TraceSpan[];
  readonly report: TraceReport;
}

/** Services that can be asked, and the state folder that they work on. */
export type Asked = Pick<TestPlatform, 'home' | 'get'>;

/** The trace of a settled run, held by the validator against what every service says that it made. */
export async function traceOf(platform: Asked, runId: string): Promise<RunTrace> {
  const answer = await platform.get('trace-analyzer', `/api/v3/traces/${runId}`);
  if (answer.status !== 200) throw new Error(`no trace: ${String(answer.status)} ${await answer.text()}`);
  const spans = spansFromOtlp(field(await answer.json(), 'result'));
  const created = (await Promise.all(SERVICES.map((service) => createdBy(platform, service, runId)))).flat();
  const ofCli = await idsInJournals(
    platform.home,
    'cli',
    spans.filter((span) => span.service === 'cli'),
  );
  return { spans, report: validateTrace(spans, { created: [...created, ...ofCli] }) };
}

async function createdBy(
  platform: Asked,
  service: (typeof SERVICES)[number],
  runId: string,
): Promise<string[]> {
  const answer: unknown = await (await platform.get(service, `/internal/traces/${runId}/spans`)).json();
  const created = field(answer, 'created');
  if (!Array.isArray(created))
    throw new Error(`${service} does not say what it made: ${JSON.stringify(answer)}`);
  return created.map(String);
}

/** The command line has ended: its journal is what is left to ask. */
async function idsInJournals(home: string, service: string, spans: readonly TraceSpan[]): Promise<string[]> {
  if (spans.length === 0) return [];
  const folder = join(home, 'journals', service);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
  return spans.map((span) => span.spanId).filter((id) => texts.some((text) => text.includes(id)));
}

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** Calls between our services of which only one side was seen; a call that failed has no other side. */
export function halves(spans: readonly TraceSpan[]): string[] {
  const answered = new Set(
    spans
      .filter((span) => span.kind === 'SERVER' || span.kind === 'CONSUMER')
      .map((span) => span.parentSpanId),
  );
  const asking = spans.filter((span) => isOurCall(span) || isQueuedMessage(span));
  return asking
    .filter((span) => span.status.code !== 'ERROR' && !answered.has(span.spanId))
    .map((span) => `${span.service}: ${span.name}`);
}

const isOurCall = (span: TraceSpan): boolean =>
  span.kind === 'CLIENT' &&
  span.attributes['http.request.method'] !== undefined &&
  span.attributes['server.address'] === '127.0.0.1';

/** Events to which no service listens have no queue. */
const UNHEARD = ['run.state.changed.v1', 'run.finished.v1'];
const isQueuedMessage = (span: TraceSpan): boolean =>
  span.kind === 'PRODUCER' && !UNHEARD.some((type) => span.name.endsWith(type));

/** Things with two spans: a message sent twice, and a program, a query or a message below another span of its own. */
export function doubles(spans: readonly TraceSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const nested = spans.filter((span) => isSameThing(span, byId.get(span.parentSpanId ?? '')));
  const sent = spans.filter(({ kind }) => kind === 'PRODUCER');
  const ids = sent.map(({ attributes }) => attributes['messaging.message.id']);
  const again = sent.filter(({ attributes }, at) => ids.indexOf(attributes['messaging.message.id']) !== at);
  return [...nested, ...again].map(({ name, service }) => `${service}: ${name}`);
}

const isSameThing = (span: TraceSpan, parent: TraceSpan | undefined): boolean =>
  parent !== undefined &&
  span.kind === parent.kind &&
  ['process.command_args', 'db.query.text', 'messaging.destination.name'].some(
    (name) => span.attributes[name] !== undefined && isEqual(span.attributes[name], parent.attributes[name]),
  );

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
