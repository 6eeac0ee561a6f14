// What the journal of runs costs a span: `node bench/journal.mjs`, after `npx tsc --build libs/tracing`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

process.env['LOG_LEVEL'] = 'silent';
const from = (path) => import(new URL(`../libs/tracing/dist/${path}.js`, import.meta.url));
const { RunJournal } = await from('journal/run-journal');
const { TraceErrors } = await from('metrics/trace-errors');
const { newSpanId, randomHex } = await from('ids/span-ids');

const ROUNDS = 7;
const SPANS = 20_000;
/** Spans that end in one turn of the event loop, and in one answer of the receiver. */
const IN_TURN = 8;
const IN_BATCH = 512;

const runId = '01970000-0000-7000-8000-000000000001';
const started = (traceId) => ({
  traceId,
  spanId: newSpanId(),
  parentSpanId: newSpanId(),
  parentIsRemote: false,
  name: 'SELECT orders',
  kind: 2,
  startTime: [1_700_000_000, 123_456_789],
  endTime: [0, 0],
  attributes: {
    'throughline.run.id': runId,
    correlation_id: runId,
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.query.text': 'SELECT id, state, total FROM orders WHERE id = $1',
    'server.address': '127.0.0.1',
    'server.port': 5432,
  },
  status: { code: 0 },
  links: [],
  events: [],
  scope: '@opentelemetry/instrumentation-pg',
});
const ended = (span) => ({ ...span, endTime: [1_700_000_000, 124_456_789] });

/** Nanoseconds of CPU and of the clock that the journal takes for one line of each kind. */
async function round(folder) {
  const journal = new RunJournal(folder, { 'service.name': 'bench' }, new TraceErrors());
  const spans = Array.from({ length: SPANS }, () => started(randomHex(16)));
  const took = { started: 0, ended: 0, acknowledged: 0 };
  const time = (kind, fn) => {
    const began = performance.now();
    fn();
    took[kind] += performance.now() - began;
  };
  const cpu = process.cpuUsage();
  for (let at = 0; at < SPANS; at += IN_TURN) {
    const turn = spans.slice(at, at + IN_TURN);
    time('started', () => turn.forEach((span) => journal.started(span)));
    time('ended', () => turn.forEach((span) => journal.ended(ended(span))));
    if ((at + IN_TURN) % IN_BATCH === 0)
      time('acknowledged', () =>
        journal.acknowledged(spans.slice(at + IN_TURN - IN_BATCH, at + IN_TURN).map(({ spanId }) => spanId)),
      );
    await nextTurn();
  }
  const { user, system } = process.cpuUsage(cpu);
  await journal.archive.fold([]);
  return { ...took, cpu: (user + system) / 1000 };
}

const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-journal-'));
const rounds = [];
for (let at = 0; at < ROUNDS; at += 1) rounds.push(await round(folder));
await rm(folder, { recursive: true, force: true });

const medianNs = (kind) => {
  const sorted = rounds.map((each) => each[kind]).sort((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] * 1e6) / SPANS);
};
const result = Object.fromEntries(
  ['started', 'ended', 'acknowledged', 'cpu'].map((kind) => [kind, medianNs(kind)]),
);
process.stdout.write(`${JSON.stringify({ unit: 'ns a span', spans: SPANS, rounds: ROUNDS, ...result })}\n`);
