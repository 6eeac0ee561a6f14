import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { traceAsyncOperation } from '../spans/operation.js';
import { initializeTracing } from './initialize.js';

describe('shutdown', () => {
  const seen: IncomingHttpHeaders[] = [];
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(request.headers);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  async function call(): Promise<IncomingHttpHeaders | undefined> {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await traceAsyncOperation('test.call', {}, () => fetch(`http://127.0.0.1:${address.port}/`));
    return seen.at(-1);
  }

  it('leaves requests alone from then on', async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    const tracing = initializeTracing({ serviceName: 'test' });
    expect(await call()).toHaveProperty('traceparent');
    await tracing.shutdown();
    expect(await call()).not.toHaveProperty('traceparent');
  });
});
