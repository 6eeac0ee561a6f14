import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { prepareIncomingRequest } from './incoming-request.js';
import { trustByToken } from './local-caller.js';

const runId = uuidv7();
const CREATION = { method: 'POST', path: '/v1/runs' };

describe('a caller’s word about traces', () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'throughline-trust-'));
    writeFileSync(join(home, 'token'), 'the-token\n', { mode: 0o600 });
  });
  afterAll(() => rmSync(home, { recursive: true }));

  const claims = (authorization?: string): IncomingHttpHeaders => ({
    ...(authorization === undefined ? {} : { authorization }),
    traceparent: `00-${traceIdOf(runId)}-${rootSpanIdOf(runId)}-01`,
    tracestate: 'a=b',
    baggage: `throughline.run.id=${runId},throughline.task.id=forged`,
    'idempotency-key': runId,
    'uberctx-throughline.run.id': runId,
  });

  function prepared(headers: IncomingHttpHeaders, path = '/v1/runs'): IncomingHttpHeaders {
    const request = { method: 'POST', url: path, headers };
    prepareIncomingRequest(request, { runCreation: CREATION, trust: trustByToken(home) });
    return headers;
  }

  it('is taken from who knows the token', () => {
    const { traceparent, baggage } = prepared(claims('Bearer the-token'));
    expect(traceparent).toContain(traceIdOf(runId));
    expect(baggage).toContain(runId);
  });

  it.each([[undefined], ['Bearer another'], ['Basic the-token'], ['Bearer']])(
    'is not taken from others (%s): nothing of theirs gets into a run’s trace',
    (authorization) => {
      for (const path of ['/v1/runs', '/internal/anything']) {
        const headers = prepared(claims(authorization), path);
        expect(JSON.stringify({ ...headers, authorization: '' })).not.toMatch(
          new RegExp(`${runId}|${traceIdOf(runId)}|forged|a=b`),
        );
      }
    },
  );

  it('cannot keep others out of the traces', () => {
    const isUntraced = (headers: IncomingHttpHeaders): boolean =>
      prepareIncomingRequest(
        { method: 'GET', url: '/v1/runs', headers: { ...headers, 'throughline-untraced': '1' } },
        { trust: trustByToken(home) },
      );
    expect(isUntraced({})).toBe(false);
    expect(isUntraced({ authorization: 'Bearer the-token' })).toBe(true);
  });

  it('is taken from everyone where there is no token', () => {
    expect(trustByToken(join(home, 'nowhere'))({})).toBe(true);
  });
});
