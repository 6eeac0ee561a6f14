// What a process pays before its first line: started anew again and again, one way after the other.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { performance } from 'node:perf_hooks';
import { readOptions } from './options.mjs';
import { median, quartiles } from './statistics.mjs';
import { table } from './tracing/table.mjs';

const OURS = new URL('../libs/tracing/dist/', import.meta.url);
const official = createRequire(import.meta.url).resolve('@opentelemetry/auto-instrumentations-node/register');

const WAYS = [
  { name: 'no tracing', args: [] },
  { name: 'ours, API alone', args: ['--import', new URL('index.js', OURS).href] },
  { name: 'ours, preload', args: ['--import', new URL('preload.js', OURS).href] },
  { name: 'official, --require register', args: ['--require', official] },
  { name: 'official, --import register', args: ['--import', pathToFileURL(official).href] },
];

/** What the process says of itself as it ends; it ends at once, whatever would keep it. */
const PROGRAM = `
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000, rssMb: maxRSS / 1024 }), () => process.exit(0));
`;

/** `npm run bench -- startup` */
export async function main(args) {
  const { quick, json, rounds = quick ? 5 : 15 } = readOptions(args);
  const all = new Map(WAYS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const way of WAYS) all.get(way.name).push(started(way));
  const rows = WAYS.map(({ name }) => summaryOf(name, all.get(name)));
  const text = json ? JSON.stringify({ node: process.version, rounds, rows }, null, 2) : table(COLUMNS, rows);
  process.stdout.write(`${text}\n`);
}

function started({ name, args }) {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', LOG_LEVEL: 'error', OTEL_SERVICE_NAME: 'bench' };
  const from = performance.now();
  const child = spawnSync(process.execPath, [...args, '-e', PROGRAM], {
    env,
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  });
  const wallMs = performance.now() - from;
  if (child.status !== 0)
    throw new Error(`a process with ${name} has ended with ${child.status}: ${child.stderr}`);
  return { ...JSON.parse(child.stdout), wallMs };
}

function summaryOf(name, all) {
  const of = (key) => all.map((each) => each[key]);
  return {
    name,
    cpuMs: median(of('cpuMs')),
    cpuMsQuartiles: quartiles(of('cpuMs')),
    wallMs: median(of('wallMs')),
    rssMb: median(of('rssMb')),
  };
}

const COLUMNS = [
  ['', ({ name }) => name],
  ['CPU ms', ({ cpuMs }) => cpuMs.toFixed(0)],
  ['half lie in', ({ cpuMsQuartiles: [low, high] }) => `${low.toFixed(0)} to ${high.toFixed(0)}`],
  ['wall ms', ({ wallMs }) => wallMs.toFixed(0)],
  ['RSS MB', ({ rssMb }) => rssMb.toFixed(0)],
];
