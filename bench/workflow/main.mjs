import { cpus } from 'node:os';
import { readOptions } from '../options.mjs';
import { Process } from '../tracing/processes.mjs';
import { table } from '../tracing/table.mjs';
import { startBackends } from './backends.mjs';
import { measured } from './measure.mjs';
import { planOf } from './plan.mjs';
import { SUBJECTS } from './subjects.mjs';
import { summarize } from './summary.mjs';

const began = performance.now();
const say = (text) =>
  process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0)} s: ${text}\n`);

/** `npm run bench -- workflow` */
export async function main(args) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const options = readOptions(args);
  const plan = planOf(options);
  const subjects = chosen(options);
  say('starting a Postgres and a RabbitMQ');
  const backends = await startBackends();
  const sink = await Process.start('sink.mjs');
  const started = [];
  try {
    for (const subject of subjects) {
      say(`starting ${subject.name}`);
      started.push({ ...subject, subject: await subject.start({ ...backends, sink }) });
    }
    const figures = await measureAll(started, plan);
    report(summarize(figures), { plan, postgres: await backends.settings() }, options);
  } finally {
    await stopAll(started);
    await sink.stop();
    await backends.stop();
  }
}

function chosen({ only, quick }) {
  if (only === undefined) return SUBJECTS.filter(({ isSlowToStart }) => !(quick && isSlowToStart));
  const unknown = only.find((name) => !SUBJECTS.some((subject) => subject.name.replaceAll(',', '') === name));
  if (unknown !== undefined)
    throw new RangeError(
      `--only must name of ${SUBJECTS.map(({ name }) => name.replaceAll(',', '')).join(', ')}`,
    );
  return SUBJECTS.filter(({ name }) => only.includes(name.replaceAll(',', '')));
}

async function measureAll(started, { rounds, ms, warmUp }) {
  for (const { name, subject } of started) {
    say(`warming up ${name}`);
    await subject.driver.ask({ kind: 'measure', ...warmUp });
  }
  const figures = [];
  for (let round = 0; round < rounds; round += 1) {
    const turns = started.flatMap(({ name, subject, levels }) =>
      levels.map((inFlight) => ({ name, subject, inFlight, ms, round })),
    );
    for (const inFlight of shuffled([...new Set(turns.map((turn) => turn.inFlight))])) {
      say(`round ${round + 1} of ${rounds}: ${inFlight} in flight`);
      for (const turn of shuffled(turns.filter((each) => each.inFlight === inFlight)))
        figures.push(await measured(turn));
    }
  }
  return figures;
}

async function stopAll(started) {
  await Promise.all(started.flatMap(({ subject }) => subject.processes.map((process) => process.stop())));
  await Promise.all(started.map(({ subject }) => subject.server?.stop()));
}

function shuffled(items) {
  const left = [...items];
  return Array.from(items, () => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

const fixed = (digits, pick) => (row) => pick(row).toFixed(digits);

const COLUMNS = [
  ['', ({ subject }) => subject],
  ['in flight', ({ inFlight }) => String(inFlight)],
  ['runs/s', fixed(0, ({ throughput }) => throughput)],
  ['p50 ms', fixed(1, ({ p50Ms }) => p50Ms)],
  ['p95 ms', fixed(1, ({ p95Ms }) => p95Ms)],
  ['CPU ms/run', fixed(2, ({ cpuMs }) => cpuMs)],
  ['servers ms/run', fixed(2, ({ serversMs }) => serversMs)],
  ['busy', ({ load }) => `${Math.round(load * 100)} %`],
  ['spans/run', ({ spans, runs }) => (spans === undefined ? '' : (spans.created / runs).toFixed(1))],
];

const RATIOS = [
  ['', ({ text }) => text],
  ['ratio', fixed(2, ({ ratio }) => ratio)],
  ['rounds', ({ low, high }) => `${low.toFixed(2)} to ${high.toFixed(2)}`],
  ['aim', ({ aim }) => aim],
];

function report({ rows, ratios, faults }, conditions, { json }) {
  const whole = { ...conditions, node: process.version, processors: cpus().length };
  if (json) process.stdout.write(`${JSON.stringify({ conditions: whole, rows, ratios, faults }, null, 2)}\n`);
  else
    process.stdout.write(
      `${table(COLUMNS, rows)}\n\n${table(RATIOS, ratios)}\n\nNode ${process.version}, ${cpus().length} processors, Postgres ${JSON.stringify(conditions.postgres)}\n`,
    );
  for (const fault of faults) say(`VOID: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
