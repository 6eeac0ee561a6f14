import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuByProgram } from './process-tree.mjs';

const ARRIVAL_MS = 5_000;

const SERVERS = ['postgres', 'beam.smp', 'restate-server'];

/** One subject at one level, in one round. */
export async function measured({ name, subject, inFlight, ms, round }) {
  const before = await statusOf(subject);
  // Anew: the spans have been counted meanwhile.
  const cpuBefore = await cpuOf(subject);
  const busyBefore = busyMs();
  const { latencies, seconds } = await subject.driver.ask({ kind: 'measure', inFlight, ms });
  const busy = busyMs() - busyBefore;
  const after = await statusOf(subject);
  const runs = latencies.length;
  const servers = difference(after.servers, before.servers);
  return {
    subject: name,
    inFlight,
    round,
    runs,
    latencies,
    throughput: runs / seconds,
    cpuMs: (after.cpu - cpuBefore) / runs,
    serversMs: SERVERS.reduce((total, program) => total + (servers[program] ?? 0), 0) / runs,
    servers,
    load: busy / (seconds * 1_000 * cpus().length),
    ...(after.spans === undefined ? {} : { spans: difference(after.spans, before.spans) }),
  };
}

/** With all spans sent: that costs, too. To count them does not count. */
async function statusOf({ processes, spans }) {
  if (spans !== undefined) await Promise.all(processes.map((process) => process.ask('flush')));
  const cpu = await cpuOf({ processes });
  const servers = cpuByProgram();
  return { cpu, servers, spans: spans === undefined ? undefined : await arrived(spans) };
}

async function cpuOf({ processes }) {
  const each = await Promise.all(processes.map((process) => process.ask('cpu')));
  return each.reduce((total, ms) => total + ms, 0);
}

/** The spans when all of them are somewhere: a batch may still be on its way. */
async function arrived(spans) {
  const until = Date.now() + ARRIVAL_MS;
  for (;;) {
    const counts = await spans();
    if (counts.received >= counts.created - counts.dropped || Date.now() > until) return counts;
    await delay(20);
  }
}

const difference = (after, before) =>
  Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)]));

/** Processor time of everything on this machine, and so of what else runs here. */
function busyMs() {
  return cpus().reduce((total, { times: { user, nice, sys, irq } }) => total + user + nice + sys + irq, 0);
}
