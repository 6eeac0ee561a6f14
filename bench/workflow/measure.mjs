import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const ARRIVAL_MS = 5_000;

/** One subject at one level, in one round. */
export async function measured({ name, subject, inFlight, ms, round }) {
  const before = await statusOf(subject);
  const { latencies, seconds } = await subject.driver.ask({ kind: 'measure', inFlight, ms });
  const machine = busyMs() - before.machine;
  const after = await statusOf(subject);
  const runs = latencies.length;
  return {
    subject: name,
    inFlight,
    round,
    runs,
    latencies,
    throughput: runs / seconds,
    // Until all spans are where they belong; the whole machine's only while runs were in flight.
    cpuMs: (after.cpu - before.cpu) / runs,
    machineMs: machine / runs,
    load: machine / (seconds * 1_000 * cpus().length),
    ...(after.spans === undefined ? {} : { spans: difference(after.spans, before.spans) }),
  };
}

async function statusOf({ processes, server, spans }) {
  const settled = spans === undefined ? undefined : await arrived(spans);
  const each = await Promise.all(processes.map((process) => process.ask('cpu')));
  const cpu = each.reduce((total, ms) => total + ms, 0) + (server?.cpu() ?? 0);
  return { cpu, machine: busyMs(), spans: settled };
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
  Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - before[key]]));

/** Processor time of everything on this machine: the servers' too, and what else runs here. */
function busyMs() {
  return cpus().reduce((total, { times: { user, nice, sys, irq } }) => total + user + nice + sys + irq, 0);
}
