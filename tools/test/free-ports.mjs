// A hundred ports in a row that nobody uses, so that a test run disturbs no platform that runs meanwhile.
import { createServer } from 'node:net';

export async function freePortBase() {
  for (let base = 21_000 + (process.pid % 100) * 100; base < 60_000; base += 100)
    if (await areFree(base, [0, 10, 20, 30, 32, 40, 50, 60, 70, 72, 73, 74, 80, 90, 91, 92, 93, 94, 99]))
      return base;
  throw new Error('no free ports');
}

async function areFree(base, offsets) {
  const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
  return free.every(Boolean);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
