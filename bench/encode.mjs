// How long the encoding of spans holds the event loop: the official serializer, ours, and what it would cost to hand
// the spans to a worker thread instead.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { encodeSpans } from '../libs/tracing/dist/export/encoding/encode-request.js';
import { readOptions } from './options.mjs';
import { median, quantile } from './statistics.mjs';
import { table } from './tracing/table.mjs';

const load = createRequire(new URL('../libs/tracing/dist/index.js', import.meta.url));
const { ProtobufTraceSerializer } = load('@opentelemetry/otlp-transformer');
const { resourceFromAttributes } = load('@opentelemetry/resources');

const BATCH = 512;
const SLICE = 32;

const resource = resourceFromAttributes({
  'service.name': 'bench',
  'service.version': '1.0.0',
  'telemetry.sdk.language': 'nodejs',
  'process.pid': process.pid,
});
const scope = { name: '@throughline/tracing', version: '1.0.0' };

const KINDS = [
  {
    name: 'GET /orders/:id',
    kind: 1,
    attributes: {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'url.path': '/orders/17',
      'user_agent.original': 'bench',
      'network.protocol.version': '1.1',
      'server.address': '127.0.0.1',
      'server.port': 43_210,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': 51_234,
      'client.address': '127.0.0.1',
      'http.route': '/orders/:id',
      'http.response.status_code': 200,
    },
  },
  {
    name: 'SELECT orders',
    kind: 2,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'orders',
      'server.address': '127.0.0.1',
      'server.port': 5432,
      'db.operation.name': 'SELECT',
      'db.collection.name': 'orders',
      'db.query.summary': 'SELECT orders',
      'db.query.text': 'SELECT id, customer, total FROM orders WHERE id = $1',
    },
  },
];

function spanOf(number) {
  const hex = number.toString(16);
  const context = { traceId: hex.padStart(32, 'a'), spanId: hex.padStart(16, 'b'), traceFlags: 1 };
  return {
    ...KINDS[number % KINDS.length],
    spanContext: () => context,
    parentSpanContext: { ...context, spanId: hex.padStart(16, 'c') },
    startTime: [1_790_000_000 + number, 123_456_789],
    endTime: [1_790_000_001 + number, 987_654],
    duration: [1, 0],
    ended: true,
    status: { code: 0 },
    events: [],
    links: [],
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** What could cross to a thread: functions cannot. */
const plain = ({ spanContext, resource: _resource, ...rest }) => ({ ...rest, context: spanContext() });

/** `npm run bench -- encode` */
export async function main(args) {
  const { quick, json, rounds = quick ? 100 : 600 } = readOptions(args);
  const spans = Array.from({ length: BATCH }, (_, at) => spanOf(at));
  const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => undefined)', {
    eval: true,
  });
  const ways = {
    'official serializer, whole batch': [spans, (some) => ProtobufTraceSerializer.serializeRequest(some)],
    'ours, whole batch': [spans, encodeSpans],
    [`ours, ${SLICE} at a time`]: [spans.slice(0, SLICE), encodeSpans],
    'handing the batch to a worker': [spans, (some) => worker.postMessage(some.map(plain))],
  };
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [some, encode]] of Object.entries(ways)) {
      const from = performance.now();
      encode(some);
      times[name].push(performance.now() - from);
    }
    await new Promise(setImmediate);
  }
  await worker.terminate();
  report(ways, times, json);
}

function report(ways, times, json) {
  const rows = Object.entries(times).map(([name, all]) => {
    const warm = all.slice(Math.floor(all.length / 4));
    const count = ways[name][0].length;
    return {
      name,
      count,
      firstMs: all[0],
      medianMs: median(warm),
      p99Ms: quantile(warm, 0.99),
      usASpan: (median(warm) * 1_000) / count,
    };
  });
  const columns = [
    ['', ({ name }) => name],
    ['spans', ({ count }) => String(count)],
    ['first ms', ({ firstMs }) => firstMs.toFixed(2)],
    ['median ms', ({ medianMs }) => medianMs.toFixed(3)],
    ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(3)],
    ['µs a span', ({ usASpan }) => usASpan.toFixed(2)],
  ];
  const text = json ? JSON.stringify(rows, null, 2) : table(columns, rows);
  process.stdout.write(`${text}\n`);
}
