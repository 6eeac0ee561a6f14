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

describe.each(['tracecontext,baggage', 'b3,baggage', 'b3multi,baggage', 'jaeger'])('in %s', (formats) => {
  const { injectAmqp, extractAmqp, injectMcp, extractMcp } = getPropagationUtils();
  const expected = { traceId: traceIdOf(runId), traceFlags: 1, isRemote: true };

  it('a context passes through the headers of a message, as texts and as bytes', () => {
    configure(formats);
    const headers: Record<string, unknown> = injectAmqp({ 'x-attempt': 1 }, { context });
    const bytes = Object.entries(headers).map(([key, value]): [string, unknown] => [
      key,
      typeof value === 'string' ? Buffer.from(value) : value,
    ]);
    for (const sent of [headers, Object.fromEntries(bytes)]) {
      expect(sent['x-attempt']).toBe(1);
      expect(spanOf(extractAmqp(sent))).toMatchObject(expected);
      expect(runIdOfContext(extractAmqp(sent))).toBe(runId);
    }
  });

  it('a context that is not sampled stays so', () => {
    configure(formats);
    const unsampled = trace.setSpanContext(context, {
      traceId: traceIdOf(runId),
      spanId: 'b'.repeat(16),
      traceFlags: 0,
    });
    const headers = injectTraceContext({}, { context: unsampled, host: 'localhost' });
    expect(spanOf(extractTraceContext(headers))).toMatchObject({ ...expected, traceFlags: 0 });
  });

  it('MCP has its context in W3C’s form, whatever the format of headers', () => {
    configure(formats);
    const params = injectMcp({ name: 'search' }, OURS);
    expect(Object.keys(params._meta).toSorted()).toEqual(['baggage', 'traceparent']);
    expect(spanOf(extractMcp(params))).toMatchObject(expected);
  });
});

describe('B3', () => {
  const TRACE = '463ac35c9f6413ad48485a3953bb6124';
  const SPAN = 'a2fb4a1d1a96d312';

  it.each([
    [`${TRACE}-${SPAN}-1-05e3ac9a4f6e3b90`, TRACE, 1],
    [`${TRACE}-${SPAN}-d`, TRACE, 1],
    [`${TRACE}-${SPAN}-0`, TRACE, 0],
    [`48485a3953bb6124-${SPAN}-1`, '48485a3953bb6124'.padStart(32, '0'), 1],
  ])('in one header is read: %s', (b3, traceId, traceFlags) => {
    configure('b3');
    expect(spanOf(extractTraceContext({ b3 }))).toMatchObject({ traceId, spanId: SPAN, traceFlags });
  });

  it('in several headers is read in any case, with its ways to say sampled', () => {
    configure('b3multi');
    const headers = { 'X-B3-TraceId': TRACE, 'x-b3-spanid': SPAN };
    for (const [more, traceFlags] of [
      [{ 'X-B3-Sampled': '1' }, 1],
      [{ 'X-B3-Sampled': 'true' }, 1],
      [{ 'X-B3-Flags': '1' }, 1],
      [{ 'X-B3-Sampled': '0' }, 0],
    ] as const)
      expect(spanOf(extractTraceContext({ ...headers, ...more }))).toMatchObject({
        traceId: TRACE,
        spanId: SPAN,
        traceFlags,
      });
  });

  it.each([
    '',
    '0',
    'nonsense',
    `${TRACE}-${'0'.repeat(16)}-1`,
    `${'0'.repeat(32)}-${SPAN}-1`,
    `${TRACE}-x-1`,
  ])('that is none is ignored: %j', (b3) => {
    configure('b3');
    expect(spanOf(extractTraceContext({ b3 }))).toBeUndefined();
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
