import { readOptions } from '../options.mjs';
import { startBackends } from './backends.mjs';
import { measureGeneration } from './measure.mjs';
import { LOADS, planOf } from './plan.mjs';
import { Process } from './processes.mjs';
import { faultsOf, summarize } from './summary.mjs';
import { tablesOf } from './table.mjs';
import { VARIANTS } from './variants.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

/** `npm run bench -- tracing` */
export async function main(args) {
  const options = readOptions(args);
  const plan = planOf(options);
  const backends = await startBackends();
  try {
    const figures = await measureAll(plan, VARIANTS, backends);
    report(summarize(figures, LOADS, VARIANTS), plan, options);
  } finally {
    await backends.stop();
  }
}

async function measureAll(plan, variants, backends) {
  const sink = await Process.start('sink.mjs');
  const figures = [];
  try {
    for (let generation = 0; generation < plan.generations; generation += 1) {
      say(`services, generation ${generation + 1} of ${plan.generations}`);
      const found = await measureGeneration({ variants, plan, backends, sink, say });
      figures.push(...found.map((figure) => ({ ...figure, generation })));
    }
  } finally {
    await sink.stop();
  }
  return figures;
}

function report(summaries, plan, { json }) {
  const faults = faultsOf(summaries);
  const conditions = { node: process.version, platform: `${process.platform} ${process.arch}`, plan };
  if (json) process.stdout.write(`${JSON.stringify({ conditions, loads: summaries, faults }, null, 2)}\n`);
  else
    process.stdout.write(
      `${tablesOf(summaries)}\nNode ${process.version}; ${plan.generations * plan.rounds} rounds.\n`,
    );
  for (const fault of faults) say(`VOID: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
