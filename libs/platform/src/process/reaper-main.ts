import { createInterface } from 'node:readline';
import { endProcessGroup } from './end-process.js';
import { type Ward, byRank, readOrder } from './reaper-protocol.js';

/**
 * A process of its own, in a session of its own, that outlives the supervisor by design: the pipe on its
 * standard input closes when the supervisor ends in whatever way, and then everything it has been told to
 * watch is ended, in order.
 */
const wards = new Map<number, Ward>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const order = readOrder(line);
  if ('watch' in order) wards.set(order.watch.identity.pid, order.watch);
  else wards.delete(order.forget);
}
for (const rank of byRank(wards.values()))
  await Promise.all(rank.map((ward) => endProcessGroup(ward.identity, ward)));
