import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { enterRun, isRunCreation } from './run-creation.js';

const runId = uuidv7();
const ours = `00-${traceIdOf(runId)}-${rootSpanIdOf(runId)}-01`;
const entered = (headers: Record<string, string>): Record<string, string> => {
  enterRun(headers);
  return headers;
};

describe('enterRun', () => {
  it.each([
    ['without a trace', {}],
    ['with a malformed one', { traceparent: 'nonsense' }],
    ['with one of zeros', { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }],
  ])('gives a caller %s the run’s root as parent', (_, headers) => {
    expect(entered({ 'idempotency-key': runId, ...headers })).toEqual({
      'idempotency-key': runId,
      traceparent: ours,
      baggage: `throughline.run.id=${runId}`,
      'x-correlation-id': runId,
    });
  });

  it('keeps a caller’s own span in the run, and its baggage', () => {
    const traceparent = `00-${traceIdOf(runId)}-00000000000000aa-01`;
    expect(entered({ 'idempotency-key': runId, traceparent, baggage: 'user.tier=gold' })).toMatchObject({
      traceparent,
      baggage: `throughline.run.id=${runId},user.tier=gold`,
    });
  });

  it('keeps a caller of another trace out of the run', () => {
    const headers = { 'idempotency-key': runId, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    expect(entered({ ...headers })).toEqual(headers);
  });

  it('keeps a chosen correlation id and replaces a harmful one', () => {
    expect(entered({ 'idempotency-key': runId, 'x-request-id': 'r-1' })).not.toHaveProperty(
      'x-correlation-id',
    );
    expect(entered({ 'idempotency-key': runId, 'x-correlation-id': 'a\nb' })['x-correlation-id']).toBe(runId);
  });

  it('leaves a malformed key alone', () => {
    expect(entered({ 'idempotency-key': 'mine' })).toEqual({ 'idempotency-key': 'mine' });
  });
});

describe('isRunCreation', () => {
  it('is about one method and path', () => {
    const creation = { method: 'POST', path: '/v1/runs' };
    expect(isRunCreation(creation, 'POST', '/v1/runs')).toBe(true);
    expect(isRunCreation(creation, 'GET', '/v1/runs')).toBe(false);
    expect(isRunCreation(creation, 'POST', '/v1/runs/1/cancel')).toBe(false);
  });
});
