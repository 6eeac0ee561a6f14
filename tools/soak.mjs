// `npm run soak`: runs, one after another, for 20 minutes, and what memory and open files the services hold meanwhile.
// Flags: --minutes N, --warm-up N (of them not counted), --warm-up-runs N, --at-a-time N, --port-base N. Fails when anything
// grows over 10 %.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from './run.mjs';
import { growthOf } from './soak/growth.mjs';
import { SoakedPlatform } from './soak/platform.mjs';
import { makeWork } from './soak/work.mjs';

const MOST_PERCENT = 10;
const SAMPLE_MS = 15_000;
const LOOK_MS = 250;
const ENDED = ['succeeded', 'failed', 'cancelled'];
/** Its memory is full of traces once, and from then on stays so: that must be over with the warm-up. */
const SMALL_WINDOW = { TRACE_WINDOW_SPANS: '5000' };

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    'warm-up': { type: 'string', default: '4' },
    // Heaps, pools and caches find their size by work, not by time: a slow machine takes longer until it is warm.
    'warm-up-runs': { type: 'string', default: '250' },
    'at-a-time': { type: 'string', default: '2' },
    'port-base': { type: 'string', default: '18400' },
  },
});
const minutes = Number(flags.minutes);
const warmUpMs = Number(flags['warm-up']) * 60_000;
const warmUpRuns = Number(flags['warm-up-runs']);
const say = (text) => process.stdout.write(`${text}\n`);

// Servers of its own, whatever the shell names.
const env = { ...process.env, ...SMALL_WINDOW, DATABASE_URL: '', RABBITMQ_URL: '' };
const work = makeWork();
const platform = new SoakedPlatform(root, Number(flags['port-base']), env);
const counts = { succeeded: 0, other: 0 };
let isOn = true;
process.once('SIGINT', () => (isOn = false));

try {
  await platform.ready();
  const begun = performance.now();
  const workers = Array.from({ length: Number(flags['at-a-time']) }, keepRunning);
  const samples = await sampled(begun, minutes * 60_000 - warmUpMs);
  isOn = false;
  await Promise.all(workers);
  report(growthOf(samples));
} finally {
  await platform.stop();
  work.remove();
}

async function keepRunning() {
  while (isOn) {
    const created = await platform.request('/v1/runs', { method: 'POST', body: JSON.stringify(work.body) });
    const { runId } = await created.json();
    const state = created.status === 202 ? await ending(runId) : `refused with ${created.status}`;
    if (state === 'succeeded') counts.succeeded++;
    else counts.other++;
    if (state !== 'succeeded') say(`run ${runId}: ${state}`);
  }
}

async function ending(runId) {
  for (;;) {
    const { state } = await (await platform.request(`/v1/runs/${runId}`)).json();
    if (ENDED.includes(state)) return state;
    await sleep(LOOK_MS);
  }
}

/** The samples of so many milliseconds after the warm-up; each is printed, in MB and open files. */
async function sampled(begun, countedMs) {
  const samples = [];
  for (let next = 0; isOn && samples.length * SAMPLE_MS <= countedMs; next += SAMPLE_MS) {
    await sleep(Math.max(0, begun + next - performance.now()));
    const sample = platform.sample();
    if (samples.length > 0 || (next >= warmUpMs && counts.succeeded >= warmUpRuns)) samples.push(sample);
    const cells = sample.map(({ name, megabytes, files }) => `${name} ${megabytes.toFixed(0)}/${files}`);
    const time = `${String(next / 1_000).padStart(5)} s${samples.length > 0 ? '' : ' (warm-up)'}`;
    say(`${time}  ${counts.succeeded} runs  ${cells.join('  ')}`);
  }
  return samples;
}

function report(growth) {
  for (const { name, memory, files, restarts } of growth)
    say(
      `${name.padEnd(22)} ${amount(memory, 'MB')}   ${amount(files, 'files')}${restarts > 0 ? `   died ${restarts} times` : ''}`,
    );
  const grown = growth.filter(
    ({ memory, files, restarts }) =>
      memory.percent > MOST_PERCENT || files.percent > MOST_PERCENT || restarts > 0,
  );
  const wrong = grown.length + counts.other;
  say(
    `\n${counts.succeeded} runs succeeded, ${counts.other} did not; ${growth.length - grown.length} services are as they were, ${grown.length} are not`,
  );
  process.exitCode = wrong === 0 && counts.succeeded > 0 && growth.length > 0 ? 0 : 1;
}

function amount({ before, after, percent }, unit) {
  return `${before.toFixed(0)} -> ${after.toFixed(0)} ${unit} (${percent >= 0 ? '+' : ''}${percent.toFixed(1)} %)`;
}
