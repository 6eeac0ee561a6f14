import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Output } from '../terminal/output.js';
import type { CommandContext } from './command-context.js';
import { validateCommand } from './validate.command.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const ROOT = 'b7ad6b7169203331';
const RUN = '01970000-0000-7000-8000-000000000001';

const span = (spanId: string, fields: object = {}): object => ({
  ...{ traceId: TRACE, spanId, name: 'shop.order', kind: 1 },
  ...{ startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' },
  ...fields,
});

/** What answers at JAEGER_URL. */
let jaeger: Server;
let answer: object | undefined;
let printed: string[];

beforeEach(async () => {
  printed = [];
  answer = undefined;
  jaeger = createServer((_request, response) => {
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { httpCode: 404 } }));
  }).listen(0, '127.0.0.1');
  await once(jaeger, 'listening');
});

afterEach(() => {
  jaeger.closeAllConnections();
  jaeger.close();
});

const stored = (...spans: object[]): object => ({
  result: { resourceSpans: [{ resource: {}, scopeSpans: [{ spans }] }] },
});

function context(): CommandContext {
  const address = jaeger.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const stream = { write: (text: string) => printed.push(text) };
  const env = { JAEGER_URL: `http://127.0.0.1:${port ?? 0}/` };
  return {
    ...{ env, cwd: '/', home: () => '/nowhere' },
    output: (json = false) => new Output(stream, stream, json, { NO_COLOR: '1' }),
  };
}

describe('trace --validate', () => {
  it('ends with 0 for a whole trace, whichever it is', async () => {
    answer = stored(span(ROOT), span('00f067aa0ba902b7', { parentSpanId: ROOT }));
    expect(await validateCommand(TRACE, {}, context())).toBe(0);
    expect(printed.join('')).toMatch(/✓ one trace +2 spans of 1 services\n[^]*2 spans received: whole\n$/);
  });

  it('ends with 1 for one that is not, and says what is wrong', async () => {
    const parentSpanId = '00f067aa0ba902b7';
    answer = stored(span(ROOT), span('00f067aa0ba902b8', { parentSpanId, endTimeUnixNano: '1' }));
    expect(await validateCommand(TRACE, {}, context())).toBe(1);
    const text = printed.join('');
    expect(text).toMatch(/✗ parents +1 without their parent\n/);
    expect(text).toContain('1 of the spans have a parent that was not received: 00f067aa0ba902b8.');
    expect(text).toMatch(/not whole\n$/);
  });

  it('ends with 1 for a run of which nobody knows how many spans it has made', async () => {
    answer = stored(span(ROOT));
    expect(await validateCommand(RUN, { json: true }, context())).toBe(1);
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({
      ...{ runId: RUN, isWhole: false, created: null, overallStatus: 'healthy', findings: [] },
      doubts: [expect.stringContaining('cannot be said')],
      parts: expect.arrayContaining([{ name: 'one root', isGood: true, detail: '1' }]),
    });
  });

  it('refuses what is no id, what is unknown, and a Jaeger that is away', async () => {
    await expect(validateCommand('soon', {}, context())).rejects.toMatchObject({ code: 'usage' });
    await expect(validateCommand(TRACE, {}, context())).rejects.toMatchObject({ code: 'trace_not_found' });
    const away = { ...context(), env: { JAEGER_URL: 'http://127.0.0.1:1' } };
    await expect(validateCommand(TRACE, {}, away)).rejects.toMatchObject({ code: 'jaeger_unavailable' });
  });
});
