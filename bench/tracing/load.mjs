import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.mjs';

const ORDERS = 1_000;
const MOST_CONNECTIONS = 1_000;

let asked = 0;
/** Orders one after the other, so that each variant gets the same ones. */
const nextPath = () => `/orders/${(asked++ % ORDERS) + 1}`;

/** As many requests as the service answers, a fixed number at a time, for some time or some number. Answers latencies in ms. */
export async function closedLoop(port, { connections, ms, requests = Infinity }) {
  const latencies = [];
  const until = performance.now() + ms;
  const one = async () => {
    const connection = new Connection(port);
    while (performance.now() < until && latencies.length < requests) {
      const from = performance.now();
      await connection.get(nextPath());
      latencies.push(performance.now() - from);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return latencies;
}

/** Requests at a fixed rate, however long the service takes: a latency counts from when the request was due. */
export async function openLoop(port, { rate, ms }) {
  const latencies = [];
  const waiting = [];
  let failure;
  const connections = [];
  const start = performance.now();
  const total = Math.round((rate * ms) / 1_000);
  for (let sent = 0; sent < total;) {
    for (const now = performance.now(); sent < total && start + (sent * 1_000) / rate <= now; sent += 1) {
      const due = start + (sent * 1_000) / rate;
      const answered = freeOf(connections, port).get(nextPath());
      waiting.push(
        answered.then(
          () => latencies.push(performance.now() - due),
          (error) => (failure ??= error),
        ),
      );
    }
    await delay(1);
  }
  await Promise.all(waiting);
  if (failure !== undefined) throw failure;
  for (const connection of connections) connection.close();
  return latencies;
}

function freeOf(connections, port) {
  const free = connections.find(({ isFree }) => isFree);
  if (free !== undefined) return free;
  if (connections.length === MOST_CONNECTIONS) throw new Error('the service cannot keep up with the rate');
  const made = new Connection(port);
  connections.push(made);
  return made;
}
