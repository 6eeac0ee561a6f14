// `npm run bench -- NAME [options]`: what things cost here, measured.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { install } from './install.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const BENCHES = {
  tracing:
    'CPU, latency, event-loop delay and memory: no tracing, ours, and the official OpenTelemetry set-up',
  startup: 'what a process pays before its first line: no tracing, ours, and the official set-up',
  loop: 'how long exports hold the event loop of a service, its first batch and later ones',
  encode: 'how long the encoding of spans holds the event loop: the official encoder and ours',
  journal: 'what it costs to write the spans of runs to disk',
  workflow: 'runs of three durable steps a second, and how long they take: ours, the floor, DBOS and Restate',
};

const HELP = `npm run bench -- NAME [--quick] [--rounds N] [--json]

${Object.entries(BENCHES)
  .map(([name, text]) => `  ${name.padEnd(10)}${text}`)
  .join('\n')}

  --quick      fewer and shorter rounds: to see that it runs, not to quote
  --rounds N   rounds for each kind of load
  --only A,B   of the variants of tracing these alone: 'ours 100 %,official 100 %'
  --json       the figures as JSON on stdout, instead of tables
`;

const fileOf = (name) =>
  [join(here, name, 'main.mjs'), join(here, `${name}.mjs`)].find((path) => existsSync(path));

const [name = '--help', ...args] = process.argv.slice(2);
const file = Object.hasOwn(BENCHES, name) ? fileOf(name) : undefined;
if (name === '--help' || name === '-h') {
  process.stdout.write(HELP);
} else if (file === undefined) {
  process.stderr.write(`there is no bench ${JSON.stringify(name)}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  install(here);
  const { main } = await import(pathToFileURL(file).href);
  // One that can be started by itself has done its work by now.
  await main?.(args);
}
