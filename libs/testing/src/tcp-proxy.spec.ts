import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.js';

it('breaks both ends when one of them does, with data still on its way', async () => {
  const target = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  const address = target.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = new Promise<Socket>((resolve) => target.on('connection', resolve));
  const proxy = await TcpProxy.to(`tcp://127.0.0.1:${String(address.port)}`);
  const client = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  // More than all buffers on the way hold: the proxy waits for room.
  client.write(Buffer.alloc(32 * 1024 * 1024));
  const far = await accepted;
  for (let left = Infinity; client.writableLength < left;) {
    left = client.writableLength;
    await sleep(50);
  }
  const closed = new Promise((resolve) => client.on('close', resolve));
  far.resetAndDestroy();
  await closed;
  expect(client.destroyed).toBe(true);
  await proxy.close();
  target.close();
});
