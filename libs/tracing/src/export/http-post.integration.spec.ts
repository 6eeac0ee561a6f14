import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpPost } from './http-post.js';

/** Says of a request that was not answered whether it may have arrived. */
const mayHaveArrived = (url: string): Promise<unknown> =>
  new HttpPost({ url }, 'text/plain').post(Buffer.from('x'), AbortSignal.timeout(2_000)).then(
    () => 'answered',
    (error: unknown) => (error instanceof Error && 'mayHaveArrived' in error ? error.mayHaveArrived : error),
  );

describe('a request that is not answered', () => {
  let server: Server;
  let host: string;

  beforeEach(async () => {
    // Takes what comes and hangs up.
    server = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    host = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  });

  afterEach(() => void server.close());

  it('may have arrived once it was written', async () => {
    expect(await mayHaveArrived(`http://${host}/`)).toBe(true);
  });

  it('has surely not where there was no connection, or none that is secured', async () => {
    expect(await mayHaveArrived(`https://${host}/`)).toBe(false);
    server.close();
    await once(server, 'close');
    expect(await mayHaveArrived(`http://${host}/`)).toBe(false);
  });
});
