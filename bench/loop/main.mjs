// How long exports hold the event loop, in CPU of its thread: of each turn from the last span of a batch to its answer.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../options.mjs';
import { median } from '../statistics.mjs';
import { table } from '../tracing/table.mjs';
import { Process } from '../tracing/processes.mjs';

const PRELOAD = new URL('../../libs/tracing/dist/preload.js', import.meta.url).href;

/** Ways to the receiver, and the variables that say so. */
const WAYS = {
  'nowhere (making spans alone)': () => ({ OTEL_TRACES_EXPORTER: 'none' }),
  'OTLP, protobuf': ({ http }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: http }),
  'OTLP, protobuf, gzip': ({ http }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: http, OTLP_COMPRESSION: 'gzip' }),
  'OTLP, JSON': ({ http }) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: http,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  }),
  'OTLP, gRPC': ({ grpc }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: grpc, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }),
};

const FOLDING = 'folding the journal of a flood';

/** `npm run bench -- loop` */
export async function main(args) {
  const { quick, json, rounds = quick ? 2 : 7 } = readOptions(args);
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-loop-'));
  const receiver = await Process.start('../loop/receiver.mjs');
  try {
    const addresses = {
      http: `http://127.0.0.1:${receiver.port.http}`,
      grpc: `http://127.0.0.1:${receiver.port.grpc}`,
    };
    const all = new Map([...Object.keys(WAYS), FOLDING].map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, env] of Object.entries(WAYS))
        all.get(name).push(await longestOf('subject', env(addresses), folder));
      all.get(FOLDING).push(await longestOf('folding', {}, folder));
    }
    const rows = [...all].map(([name, longest]) => summaryOf(name, longest));
    const text = json
      ? JSON.stringify({ node: process.version, rounds, rows }, null, 2)
      : table(COLUMNS, rows);
    process.stdout.write(`${text}\n`);
  } finally {
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The longest turn of each export, or folding, of one process, in milliseconds of CPU. */
async function longestOf(program, env, folder) {
  const trace = ['--trace-event-categories', 'node.environment', '--trace-event-file-pattern'];
  const subject = await Process.start(`../loop/${program}.mjs`, {
    args: [...trace, join(folder, '${pid}.json'), '--import', PRELOAD],
    env: { ...env, LOG_LEVEL: 'error', SERVICE_NAME: 'bench' },
  });
  const batches = await subject.ask('go');
  await subject.stop();
  const turns = await turnsOf(folder, subject.child.pid);
  return batches.map((batch) => longestIn(turns, batch));
}

/** When each turn of the event loop began, and the CPU that its thread had used by then. */
async function turnsOf(folder, pid) {
  const [file] = (await readdir(folder)).filter((name) => name === `${pid}.json`);
  const { traceEvents } = JSON.parse(await readFile(join(folder, file), 'utf8'));
  const turns = traceEvents.filter(
    ({ name, ph, tid }) => name === 'CheckImmediate' && ph === 'X' && tid === pid,
  );
  await rm(join(folder, file));
  return turns.sort((one, other) => one.ts - other.ts);
}

function longestIn(turns, [from, to]) {
  const during = turns.filter(({ ts }) => ts >= from && ts <= to);
  const cpu = during.slice(1).map(({ tts }, at) => (tts - during[at].tts) / 1000);
  if (cpu.length === 0) throw new Error('the export has left no turns of the event loop in the trace');
  return Math.max(...cpu);
}

function summaryOf(name, rounds) {
  const first = rounds.map(([cold]) => cold);
  const later = rounds.flatMap(([, ...warm]) => warm);
  return {
    name,
    first: median(first),
    firstMost: Math.max(...first),
    later: median(later),
    laterMost: Math.max(...later),
  };
}

const ms = (key) => (row) => row[key].toFixed(1);

const COLUMNS = [
  ['longest turn, ms of CPU', ({ name }) => name],
  ['first', ms('first')],
  ['at most', ms('firstMost')],
  ['later ones', ms('later')],
  ['at most', ms('laterMost')],
];
