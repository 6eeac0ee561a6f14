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
  const variants = chosen(options.only);
  const backends = await startBackends();
  try {
    const figures = await measureAll(plan, variants, backends);
    report(summarize(figures, LOADS, variants), plan, options);
  } finally {
    await backends.stop();
  }
}

/** What all others are compared with is always measured. */
function chosen(only) {
  if (only === undefined) return VARIANTS;
  const unknown = only.find((name) => !VARIANTS.some((variant) => variant.name === name));
  if (unknown !== undefined)
    throw new RangeError(`--only must name of ${VARIANTS.map(({ name }) => name).join(', ')}`);
  return VARIANTS.filter(({ name }, at) => at === 0 || only.includes(name));
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
