import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gatherWrites } from './gather-writes.js';

describe('gatherWrites', () => {
  const server = createServer();
  let client: Socket;
  let received: Promise<string>;

  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    received = once(server, 'connection').then(async ([socket]: Socket[]) =>
      ((await socket?.toArray()) ?? []).join(''),
    );
    client = connect(address.port, '127.0.0.1').setNoDelay(true);
    await once(client, 'connect');
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  it('sends what is written in one turn in one go, in order, callbacks and encodings included', async () => {
    gatherWrites(client);
    client.write('one ');
    client.cork();
    client.write(Buffer.from('two '));
    client.uncork();
    const told = new Promise<void>((resolve) => client.write('dGhyZWUg', 'base64', () => resolve()));
    expect(client.writableLength).toBeGreaterThan(0);
    await told;
    expect(client.writableLength).toBe(0);
    client.end('four');
    expect(await received).toBe('one two three four');
  });
});
