import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newRunId, portVariable, SERVICES, TraceSpans } from '@throughline/contracts';
import { createServiceClient, type ServiceClient } from '@throughline/service-client/client';
import { settledTrace } from './whole-trace.js';

const LIMIT_MS = 1_200;

/** One service refuses at once; the others take their time. */
describe('settledTrace, where a service is down', () => {
  let home: string;
  let server: Server;
  let client: ServiceClient;
  const open = { now: 0, most: 0, all: 0 };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'whole-trace-'));
    await writeFile(join(home, 'token'), 'secret');
    server = createServer((_request, response) => {
      open.all += 1;
      open.now += 1;
      open.most = Math.max(open.most, open.now);
      response.on('close', () => (open.now -= 1));
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const spans = { service: 'x', created: [], live: 0, unsentMessages: 0, unfinishedJobs: 0 };
        response.end(JSON.stringify(spans));
      }, 400);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = String(typeof address === 'object' && address !== null ? address.port : 0);
    // Nobody listens on port 1.
    const env = Object.fromEntries(SERVICES.map((service) => [portVariable(service), port]));
    client = createServiceClient({ home, env: { ...env, MODEL_ROUTER_PORT: '1' } });
  });
  afterEach(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
    await rm(home, { recursive: true });
  });

  it('asks each of the others once at a time, waits between two rounds, and says that it is not settled', async () => {
    // Its breaker is open: it refuses without a try.
    const down = () => client.get('model-router', '/', TraceSpans);
    await Promise.allSettled(Array.from({ length: 6 }, down));
    const asked = { home, client, received: () => Promise.resolve([]) };
    const trace = await settledTrace(asked, newRunId(), LIMIT_MS);
    expect(trace.isSettled).toBe(false);
    expect(open.all).toBeGreaterThan(0);
    expect(open.most).toBeLessThan(SERVICES.length);
    expect(open.all).toBeLessThanOrEqual((SERVICES.length - 1) * Math.ceil(LIMIT_MS / 400));
  });
});
