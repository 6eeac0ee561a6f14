import { afterEach, describe, expect, it } from '@jest/globals';
import { type Context, propagation, trace } from '@opentelemetry/api';
import { v7 as uuidv7 } from 'uuid';
import { baggageValue, withBaggage } from '../context/baggage.js';
import { runContext, runIdOfContext } from '../context/run-context.js';
import { traceIdOf } from '../ids/span-ids.js';
import { BaggageHosts } from './baggage-hosts.js';
import { configuredPropagator, w3cPropagator } from './configured-propagator.js';
import {
  configurePropagation,
  extractTraceContext,
  getPropagationUtils,
  injectTraceContext,
} from './propagation-utils.js';

const runId = uuidv7();
const context = runContext(runId);
const OURS = { context, host: 'localhost' };
const spanOf = (from: Context): unknown => trace.getSpanContext(from);
const configure = (formats: string, hosts?: string[]): void =>
  configurePropagation(configuredPropagator({ OTEL_PROPAGATORS: formats }), new BaggageHosts(hosts));

afterEach(() => configurePropagation(w3cPropagator(), new BaggageHosts()));

describe('a context in headers', () => {
  it.each(['tracecontext,baggage', 'b3,baggage', 'b3multi,baggage', 'jaeger'])(
    'survives in %s',
    (formats) => {
      configure(formats);
      const headers = injectTraceContext({ accept: 'text/plain' }, OURS);
      const restored = extractTraceContext(headers);
      expect(headers.accept).toBe('text/plain');
      expect(spanOf(restored)).toMatchObject({ traceId: traceIdOf(runId), traceFlags: 1, isRemote: true });
      expect(runIdOfContext(restored)).toBe(runId);
    },
  );

  it.each([
    ['b3', ['b3']],
    ['b3multi', ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid']],
    ['tracecontext', ['traceparent']],
    ['none', []],
  ])('has the names of %s', (formats, names) => {
    configure(formats);
    expect(Object.keys(injectTraceContext({}, OURS)).toSorted()).toEqual(names);
  });

  it('reads what Jaeger sends, with short ids and escaped', () => {
    configure('jaeger');
    expect(spanOf(extractTraceContext({ 'Uber-Trace-Id': 'abc%3Adef%3A0%3A1' }))).toMatchObject({
      traceId: 'abc'.padStart(32, '0'),
      spanId: 'def'.padStart(16, '0'),
      traceFlags: 1,
    });
    for (const wrong of ['', ':', '0:0:0:1', 'xyz:1:0:1', '%', `${'a'.repeat(33)}:1:0:1`])
      expect(spanOf(extractTraceContext({ 'uber-trace-id': wrong }))).toBeUndefined();
  });

  it('refuses a format that is none, by the name of the variable', () => {
    for (const name of ['w3c', 'toString'])
      expect(() => configuredPropagator({ OTEL_PROPAGATORS: name })).toThrow(/^OTEL_PROPAGATORS must be of /);
  });

  it('passes through AMQP as bytes and through MCP in _meta, beside what is there', () => {
    const { injectAmqp, extractAmqp, injectMcp, extractMcp } = getPropagationUtils();
    const sent = Object.entries(injectAmqp({}, { context })).map(([key, value]): [string, Buffer] => [
      key,
      Buffer.from(String(value)),
    ]);
    expect(runIdOfContext(extractAmqp(Object.fromEntries(sent)))).toBe(runId);
    const params = injectMcp({ name: 'search', _meta: { progressToken: 1 } }, OURS);
    expect(params).toMatchObject({ name: 'search', _meta: { progressToken: 1 } });
    expect(Object.keys(params._meta).toSorted()).toEqual(['baggage', 'progressToken', 'traceparent']);
    expect(runIdOfContext(extractMcp(params))).toBe(runId);
    expect(spanOf(extractMcp(undefined))).toBeUndefined();
    expect(spanOf(extractAmqp(undefined))).toBeUndefined();
  });
});

describe('baggage', () => {
  it('leaves for hosts of the list alone', () => {
    configure('tracecontext,baggage', ['shop.example', '*.internal.example']);
    const leaves = (host?: string): boolean =>
      'baggage' in injectTraceContext({}, { context, ...(host === undefined ? {} : { host }) });
    expect(
      ['shop.example', 'SHOP.example.', 'a.internal.example', 'a.b.internal.example'].every(leaves),
    ).toBe(true);
    expect(['localhost', 'internal.example', 'evilinternal.example', 'xshop.example', ''].some(leaves)).toBe(
      false,
    );
    expect(leaves()).toBe(false);
    expect(getPropagationUtils().injectAmqp({}, { context, host: 'broker.example' })).not.toHaveProperty(
      'baggage',
    );
  });

  it('leaves for loopback alone, when nothing is said, and nowhere with an empty list', () => {
    const hosts = new BaggageHosts();
    expect(['localhost', '127.0.0.1', '[::1]', '::1'].every((host) => hosts.allows(host))).toBe(true);
    expect(['127.0.0.1.example.com', 'example.com', ''].some((host) => hosts.allows(host))).toBe(false);
    expect(new BaggageHosts([]).allows('localhost')).toBe(false);
    expect(new BaggageHosts(['*']).allows('any.example')).toBe(true);
    expect(() => new BaggageHosts(['a b'], 'BAGGAGE_HOSTS')).toThrow(/^BAGGAGE_HOSTS must be .* has "a b"$/);
  });

  it('keeps within 64 members and 8192 bytes, and keeps what says the run', () => {
    const flood = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`key${at}`, 'x'.repeat(50)]));
    const flooded = withBaggage(propagation.deleteBaggage(context), {
      ...flood,
      'throughline.run.id': runId,
    });
    const headers: Record<string, unknown> = injectTraceContext({}, { context: flooded, host: 'localhost' });
    const sent = String(headers['baggage']);
    expect(sent.split(',')).toHaveLength(64);
    expect(sent.length).toBeLessThanOrEqual(8192);
    expect(runIdOfContext(extractTraceContext(headers))).toBe(runId);
    const many = Array.from({ length: 100 }, (_, at) => `k${at}=v`).join(',');
    const received = extractTraceContext({ baggage: many });
    expect(propagation.getBaggage(received)?.getAllEntries()).toHaveLength(64);
    expect(baggageValue(received, 'k63')).toBe('v');
  });
});
