import { type IncomingMessage, type Server, createServer, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningChild } from '../fixtures/running-child.js';
import { type Exchange, SENT_PARENT_ID, SENT_TRACE_ID, W3C_CASES } from '../fixtures/w3c-cases.js';

const TRACEPARENT = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}$/;

interface Call {
  readonly traceId: string;
  readonly parentId: string;
  readonly states: readonly string[];
}

/** Asks the service to call back, as the suite's harness does, and looks at the calls. */
class Harness {
  private readonly calls: Call[] = [];
  private readonly server: Server = createServer((received, response) => {
    this.calls.push(callOf(received));
    received.resume().on('end', () => response.end());
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async send(service: string, { sent }: Exchange, times: number): Promise<Call[]> {
    const address = this.server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const calls = Array.from({ length: times }, (_, at) => ({
      url: `http://127.0.0.1:${port}/${at}`,
      arguments: [],
    }));
    this.calls.length = 0;
    await post(`${service}/test`, sent, JSON.stringify(calls));
    return [...this.calls];
  }
}

function callOf({ rawHeaders }: IncomingMessage): Call {
  const named = (name: string): string[] =>
    rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
  const [parent = '', ...more] = named('traceparent');
  expect(more).toEqual([]);
  expect(parent).toMatch(TRACEPARENT);
  const [, traceId = '', parentId = ''] = TRACEPARENT.exec(parent) ?? [];
  return { traceId, parentId, states: named('tracestate') };
}

/** With these headers as they are: their names in this case, and each as often as it is given. */
function post(url: string, sent: Exchange['sent'], body: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const more = [
    ['host', `${hostname}:${port}`],
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
  ];
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', hostname, port, path: pathname, headers: [...more, ...sent].flat() };
    request(options, (answer) => answer.resume().on('end', resolve))
      .on('error', reject)
      .end(body);
  });
}

describe.each([
  ['http', 'http'],
  ['http', 'fetch'],
  ['express', 'fetch'],
  ['fastify', 'http'],
])('the W3C’s conformance suite against a service on %s that calls by %s', (server, client) => {
  const harness = new Harness();
  let service: RunningChild;

  beforeAll(async () => {
    await harness.start();
    service = await RunningChild.start('w3c-service', [server, client], { OTEL_TRACES_EXPORTER: 'none' });
  }, 30_000);
  afterAll(async () => {
    await service.end();
    await harness.stop();
  });

  it.each(Object.keys(W3C_CASES))('%s', async (name) => {
    const times = name.startsWith('test_multiple_requests') ? 3 : 1;
    for (const exchange of W3C_CASES[name] ?? []) {
      const calls = await harness.send(service.url, exchange, times);
      expect(calls).toHaveLength(times);
      expect(new Set(calls.map(({ parentId }) => parentId)).size).toBe(times);
      expect(new Set(calls.map(({ traceId }) => traceId)).size).toBe(1);
      for (const { traceId, parentId, states } of calls) {
        if (exchange.trace === 'continued') expect(traceId).toBe(SENT_TRACE_ID);
        else expect(JSON.stringify(exchange.sent)).not.toContain(traceId);
        expect(parentId).not.toBe(SENT_PARENT_ID);
        expect(states).toEqual(exchange.state === undefined ? [] : [exchange.state]);
      }
    }
  });
});
