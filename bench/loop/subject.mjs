// A service whose spans are exported, batch after batch: says when each was under way. Started with --trace-event-categories=node.environment,
// which notes each turn of the event loop with the CPU that its thread has used by then.
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

const { exportStatus, initializeTracing, traceAsyncOperation } = await import(
  new URL('../../libs/tracing/dist/index.js', import.meta.url)
);
const BATCH = 512;
const BATCHES = 6;
/** Spans that end in one turn of the event loop. */
const IN_TURN = 8;
const READY_AFTER_MS = 300;
const handle = initializeTracing();

const attributes = (at) => ({
  'db.system.name': 'postgresql',
  'db.namespace': 'shop',
  'db.operation.name': 'SELECT',
  'db.collection.name': 'orders',
  'db.query.summary': 'SELECT orders',
  'db.query.text': `SELECT id, state, total FROM orders WHERE id = $1 AND part = ${at}`,
  'server.address': '127.0.0.1',
  'server.port': 5432,
  'db.response.returned_rows': at % 7,
  'shop.customer': `customer-${at}`,
});

async function makeSpans() {
  for (let at = 0; at < BATCH; at += IN_TURN) {
    const turn = Array.from({ length: IN_TURN }, (_, more) =>
      traceAsyncOperation(`shop.order`, attributes(at + more), async (span) => {
        span.addEvent('step', { 'step.number': at });
      }),
    );
    await Promise.all(turn);
    await nextTurn();
  }
}

const exported = () => exportStatus().reduce((sum, each) => sum + each.exported, 0);

/** Turns the event loop until so many spans have been exported; @returns from when to when, in microseconds. */
async function exportsUntil(count) {
  const from = microseconds();
  const limit = performance.now() + 20_000;
  let done;
  while (done === undefined || performance.now() - done < 30) {
    await nextTurn();
    if (done === undefined && exported() >= count) done = performance.now();
    if (performance.now() > limit) throw new Error(`only ${exported()} spans were exported`);
  }
  return [from, microseconds()];
}

const microseconds = () => Number(process.hrtime.bigint() / 1000n);

process.on('message', async (question) => {
  if (question === 'exit') {
    await handle.shutdown();
    process.exit(0);
  }
  const batches = [];
  for (let batch = 1; batch <= BATCHES; batch += 1) {
    await makeSpans();
    batches.push(await exportsUntil(batch * BATCH));
  }
  process.send({ kind: 'batches', result: batches });
});
// As a service that was started a moment ago.
await delay(READY_AFTER_MS);
process.send({ kind: 'ready' });
