import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import type { TraceSpan } from '@throughline/tracing';
import { durationOf, SpanReceiver } from './support/span-receiver.js';
import { runTraced } from './support/traced-program.js';

describe('queries that are read piece by piece', () => {
  let infrastructure: TestInfrastructure;
  let receiver: SpanReceiver;

  beforeAll(async () => {
    [infrastructure, receiver] = await Promise.all([testInfrastructure(), SpanReceiver.start()]);
    await runTraced('query-streams', { DATABASE_URL: infrastructure.databaseUrl, ...receiver.environment });
  }, 60_000);
  afterAll(async () => {
    await receiver.stop();
    await infrastructure.stop();
  });

  const queryOf = (name: string): TraceSpan => {
    const [query, ...more] = receiver.childrenOf(receiver.one(name));
    if (query === undefined || more.length > 0)
      throw new Error(`${name} has ${more.length + Number(query !== undefined)} spans`);
    return query;
  };

  it.each(['cursor_read', 'stream_read', 'typeorm_read'])(
    'are one span from the first row to the last, with the pauses between: %s',
    (name) => {
      const query = queryOf(`case.${name}`);
      expect(query).toMatchObject({ name: 'SELECT numbers', kind: 'CLIENT', status: { code: 'UNSET' } });
      expect(durationOf(query)).toBeGreaterThanOrEqual(38);
    },
  );

  it.each(['cursor_closed', 'stream_left', 'typeorm_left'])('end when who reads leaves early: %s', (name) => {
    const query = queryOf(`case.${name}`);
    expect(query.status.code).toBe('UNSET');
    const next = queryOf(`after.${name}`);
    expect(BigInt(query.endTimeUnixNano)).toBeLessThan(BigInt(next.endTimeUnixNano));
  });

  it.each([
    ['cursor_refused', '42P01'],
    ['cursor_failed', '22012'],
    ['stream_failed', '22012'],
    ['typeorm_failed', '22012'],
  ])('say why they failed, whether anyone listens or not: %s', (name, state) => {
    expect(queryOf(`case.${name}`)).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'db.response.status_code': state, 'error.type': state },
    });
  });

  it('say that they were given up', () => {
    expect(queryOf('case.stream_given_up')).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'error.type': 'RangeError' },
    });
  });
});
