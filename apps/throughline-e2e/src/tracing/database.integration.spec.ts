import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import type { TraceSpan } from '@throughline/tracing';
import { durationOf, SpanReceiver } from './support/span-receiver.js';
import { runTraced } from './support/traced-program.js';

describe('queries to Postgres', () => {
  let infrastructure: TestInfrastructure;
  let receiver: SpanReceiver;

  beforeAll(async () => {
    [infrastructure, receiver] = await Promise.all([testInfrastructure(), SpanReceiver.start()]);
    await runTraced('database', { DATABASE_URL: infrastructure.databaseUrl, ...receiver.environment });
  }, 60_000);
  afterAll(async () => {
    await receiver.stop();
    await infrastructure.stop();
  });

  const queriesOf = (name: string): TraceSpan[] => receiver.childrenOf(receiver.one(`case.${name}`));

  it.each([
    ['insert', ['INSERT customers']],
    ['literal', ['SELECT customers']],
    ['slow', ['SELECT']],
    ['duplicate', ['INSERT customers']],
    ['prepared', ['SELECT customers', 'SELECT customers']],
    ['callback', ['SELECT customers']],
    ['find', ['SELECT customers']],
    ['save', ['SELECT customers', 'START', 'INSERT customers', 'COMMIT']],
    ['rolled_back', ['START', 'UPDATE customers', 'SELECT nowhere', 'ROLLBACK']],
    ['by_hand', ['SELECT customers']],
    ['transaction', ['transaction']],
    ['operation', ['anonymize customers']],
  ])('are one span each, through pg as through TypeORM: %s', (name, spans) => {
    expect(queriesOf(name).map((span) => span.name)).toEqual(spans);
  });

  it('are clients of the database, with their rows', () => {
    const [query] = queriesOf('find');
    expect(query).toMatchObject({
      kind: 'CLIENT',
      status: { code: 'UNSET' },
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': new URL(infrastructure.databaseUrl).pathname.slice(1),
        'db.operation.name': 'SELECT',
        'db.collection.name': 'customers',
        'db.response.returned_rows': 1,
        'server.address': '127.0.0.1',
      },
    });
  });

  it('last until the answer', () => {
    const [slow] = queriesOf('slow');
    expect(slow && durationOf(slow)).toBeGreaterThanOrEqual(59);
  });

  it('say why they failed', () => {
    expect(queriesOf('duplicate')[0]).toMatchObject({
      status: { code: 'ERROR' },
      attributes: { 'db.response.status_code': '23505', 'error.type': '23505' },
    });
    expect(queriesOf('rolled_back')[2]?.attributes['db.response.status_code']).toBe('42P01');
  });

  it('that wait for the one connection belong to who has asked them', () => {
    for (const n of [1, 2, 3]) {
      expect(receiver.childrenOf(receiver.one(`asks.${n}`)).map(({ name }) => name)).toEqual(['SELECT']);
    }
  });

  it('are below what traces them by hand', () => {
    const namesBelow = (name: string): string[] =>
      queriesOf(name).flatMap((span) => receiver.childrenOf(span).map((below) => below.name));
    expect(namesBelow('by_hand')).toEqual([]);
    expect(namesBelow('transaction')).toEqual(['BEGIN', 'COMMIT']);
    expect(namesBelow('operation')).toEqual(['UPDATE customers']);
  });

  it('have neither parameters nor literals in them', () => {
    expect(JSON.stringify(receiver.spans)).not.toContain('c4n4ry');
    expect(queriesOf('literal')[0]?.attributes['db.query.text']).toBe(
      'SELECT * FROM customers WHERE name = ?',
    );
  });

  it('outside of a trace have no span', () => {
    expect(receiver.spans.filter(({ name }) => name.startsWith('CREATE'))).toEqual([]);
  });
});
