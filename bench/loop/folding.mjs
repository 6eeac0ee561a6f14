// A process with a flood of spans of one run: says when each flood was under way, with the folding of the
// journal's full files into its archive. Started with --trace-event-categories=node.environment.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

const from = (path) => import(new URL(`../../libs/tracing/dist/${path}.js`, import.meta.url));
const { RunJournal } = await from('journal/run-journal');
const { TraceErrors } = await from('metrics/trace-errors');
const { newSpanId, randomHex } = await from('ids/span-ids');

const FLOODS = 4;
const SPANS = 40_000;
const IN_TURN = 8;
const traceId = randomHex(16);

const spanOf = () => ({
  traceId,
  spanId: newSpanId(),
  name: 'SELECT orders',
  kind: 2,
  startTime: [1_700_000_000, 123_456_789],
  endTime: [1_700_000_000, 124_456_789],
  attributes: { 'db.query.text': 'SELECT id, state, total FROM orders WHERE id = $1', 'server.port': 5432 },
  status: { code: 0 },
  links: [],
  events: [],
});

async function flood(journal) {
  for (let at = 0; at < SPANS; at += IN_TURN) {
    const spans = Array.from({ length: IN_TURN }, spanOf);
    for (const span of spans) journal.started(span);
    for (const span of spans) journal.ended(span);
    journal.acknowledged(spans.map(({ spanId }) => spanId));
    await nextTurn();
  }
}

const microseconds = () => Number(process.hrtime.bigint() / 1000n);

process.on('message', async (question) => {
  if (question === 'exit') process.exit(0);
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-folding-'));
  const journal = new RunJournal(folder, { 'service.name': 'bench' }, new TraceErrors());
  const batches = [];
  for (let at = 0; at < FLOODS; at += 1) {
    const began = microseconds();
    await flood(journal);
    await journal.folded;
    batches.push([began, microseconds()]);
  }
  await rm(folder, { recursive: true, force: true });
  process.send({ kind: 'batches', result: batches });
});
process.send({ kind: 'ready' });
