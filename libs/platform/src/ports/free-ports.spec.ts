import { type Server, createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPortsFree, neededPorts, portFor } from './free-ports.js';

let server: Server;
let taken: number;
beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  taken = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => void server.close());

describe('ports', () => {
  it('names the port and the variable of one that is in use', async () => {
    const needed = neededPorts(['model-router'], { MODEL_ROUTER_PORT: String(taken) });
    await expect(checkPortsFree(needed)).rejects.toMatchObject({
      code: 'port_in_use',
      fields: { part: 'model-router', port: taken, variable: 'MODEL_ROUTER_PORT' },
    });
  });

  it('refuses two parts on one port', async () => {
    const part = { part: 'a', port: taken + 1, variable: 'A_PORT' };
    await expect(checkPortsFree([part, part])).rejects.toMatchObject({ code: 'port_in_use' });
  });

  it('names the variable that holds no port', () => {
    expect(() => portFor('model-router', { MODEL_ROUTER_PORT: 'x' })).toThrow(
      /^MODEL_ROUTER_PORT must be a port/,
    );
    expect(() => portFor('model-router', { THROUGHLINE_PORT_BASE: '99999' })).toThrow(
      /^THROUGHLINE_PORT_BASE must be/,
    );
  });

  it('counts the four that Jaeger needs besides its own', () => {
    expect(neededPorts(['jaeger'], {}).map(({ port }) => port)).toEqual([7490, 7491, 7492, 7493, 7494]);
  });

  it('counts the two that RabbitMQ needs besides its own', () => {
    expect(neededPorts(['rabbitmq'], {}).map(({ port }) => port)).toEqual([7472, 7473, 7474]);
  });
});
