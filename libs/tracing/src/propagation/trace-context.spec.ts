import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { carrierGetter, carrierSetter } from './carriers.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

const propagator = new TraceContextPropagator();
const TRACE = '12345678901234567890123456789012';
const PARENT = `00-${TRACE}-1234567890123456-01`;

type Header = readonly [name: string, value: string];

/** Headers as a server gets them: those of one name as a list. */
function received(...headers: readonly Header[]): SpanContext | undefined {
  const carrier: Record<string, string[]> = {};
  for (const [name, value] of headers) (carrier[name] ??= []).push(value);
  return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, carrierGetter));
}

/** The tracestate that goes out again. */
function sentOn(...states: readonly string[]): string | undefined {
  const headers = states.map((state): Header => ['tracestate', state]);
  const span = received(['traceparent', PARENT], ...headers);
  const carrier: Record<string, unknown> = {};
  if (span !== undefined) propagator.inject(trace.setSpanContext(ROOT_CONTEXT, span), carrier, carrierSetter);
  expect(carrier['traceparent']).toBe(PARENT);
  const state = carrier['tracestate'];
  return typeof state === 'string' ? state : undefined;
}

/** The cases of W3C's conformance suite, by its names. */
describe('traceparent', () => {
  it.each([
    ['included', PARENT],
    ['version 0xcc', `cc-${TRACE}-1234567890123456-01`],
    ['version 0xcc with more', `cc-${TRACE}-1234567890123456-01-what-the-future-will-be-like`],
    ['space before', ` ${PARENT}`],
    ['tab before', `\t${PARENT}`],
    ['space after', `${PARENT} `],
    ['tab after', `${PARENT}\t`],
    ['space and tab around', `\t ${PARENT} \t`],
  ])('is taken: %s', (_case, header) => {
    expect(received(['traceparent', header])).toMatchObject({
      traceId: TRACE,
      traceFlags: 1,
      isRemote: true,
    });
  });

  it.each(['TraceParent', 'TrAcEpArEnT', 'TRACEPARENT'])('is taken under the name %s', (name) => {
    expect(received([name, PARENT])?.traceId).toBe(TRACE);
  });

  it.each(['trace-parent', 'trace.parent'])('is not taken under the name %s', (name) => {
    expect(received([name, PARENT])).toBeUndefined();
  });

  it.each([
    ['version 0x00 with a dot', `${PARENT}.`],
    ['version 0x00 with more', `${PARENT}-what-the-future-will-be-like`],
    ['version 0xcc with more, but no dash', `cc-${TRACE}-1234567890123456-01.what-the-future-will-be-like`],
    ['version 0xff', `ff-${TRACE}-1234567890123456-01`],
    ['version illegal 1', `.0-${TRACE}-1234567890123456-01`],
    ['version illegal 2', `0.-${TRACE}-1234567890123456-01`],
    ['version too long', `000-${TRACE}-1234567890123456-01`],
    ['version far too long', `0000-${TRACE}-1234567890123456-01`],
    ['version too short', `0-${TRACE}-1234567890123456-01`],
    ['trace id all zero', `00-${'0'.repeat(32)}-1234567890123456-01`],
    ['trace id illegal 1', '00-.2345678901234567890123456789012-1234567890123456-01'],
    ['trace id illegal 2', '00-1234567890123456789012345678901.-1234567890123456-01'],
    ['trace id in upper case', `00-${'A'.repeat(32)}-1234567890123456-01`],
    ['trace id too long', `00-${TRACE}3-1234567890123456-01`],
    ['trace id too short', '00-1234567890123456789012345678901-1234567890123456-01'],
    ['parent id all zero', `00-${TRACE}-0000000000000000-01`],
    ['parent id illegal 1', `00-${TRACE}-.234567890123456-01`],
    ['parent id illegal 2', `00-${TRACE}-123456789012345.-01`],
    ['parent id too long', `00-${TRACE}-12345678901234567-01`],
    ['parent id too short', `00-${TRACE}-123456789012345-01`],
    ['flags illegal 1', `00-${TRACE}-1234567890123456-.0`],
    ['flags illegal 2', `00-${TRACE}-1234567890123456-0.`],
    ['flags too long', `00-${TRACE}-1234567890123456-001`],
    ['flags too short', `00-${TRACE}-1234567890123456-1`],
  ])('is ignored: %s', (_case, header) => {
    expect(received(['traceparent', header])).toBeUndefined();
  });

  it('is ignored when there are two', () => {
    expect(received(['traceparent', PARENT], ['traceparent', PARENT])).toBeUndefined();
    expect(received(['traceparent', `${PARENT}, ${PARENT}`])).toBeUndefined();
  });

  it('goes out as version 00 with the flags that it knows', () => {
    const carrier: Record<string, unknown> = {};
    const span = received(['traceparent', `cc-${TRACE}-1234567890123456-ff-more`]);
    if (span !== undefined)
      propagator.inject(trace.setSpanContext(ROOT_CONTEXT, span), carrier, carrierSetter);
    expect(carrier).toEqual({ traceparent: `00-${TRACE}-1234567890123456-03` });
  });
});

describe('tracestate', () => {
  const numbered = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, at) => {
      const number = String(from + at).padStart(2, '0');
      return `bar${number}=${number}`;
    }).join(',');
  const TENS = [numbered(1, 10), numbered(11, 20), numbered(21, 30)];
  const key = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
  const value = String.fromCharCode(...Array.from({ length: 0x5f }, (_, at) => 0x20 + at)).replace(
    /[,=]/g,
    '',
  );

  it('is discarded without traceparent', () => {
    expect(received(['tracestate', 'foo=1'])).toBeUndefined();
  });

  it.each([
    ['included', ['foo=1,bar=2'], 'foo=1,bar=2'],
    ['empty', [''], undefined],
    ['one of two empty', ['foo=1', ''], 'foo=1'],
    ['the other of two empty', ['', 'foo=1'], 'foo=1'],
    ['several headers', ['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'], 'foo=1,bar=2,rojo=1,congo=2,baz=3'],
    ['all characters', [`${key}=${value}`], `${key}=${value}`],
    ['all characters and a vendor', [`${key}@a-z0-9_-*/=${value}`], `${key}@a-z0-9_-*/=${value}`],
    ['space around commas', ['foo=1 \t , \t bar=2, \t baz=3'], 'foo=1,bar=2,baz=3'],
    ['tabs around commas', ['foo=1\t \t,\t \tbar=2,\t \tbaz=3'], 'foo=1,bar=2,baz=3'],
    ['space before', [' foo=1'], 'foo=1'],
    ['space and tab around', ['\t foo=1 \t'], 'foo=1'],
    ['32 members', [...TENS, numbered(31, 32)], numbered(1, 32)],
    ['a key of 256', ['foo=1', `${'z'.repeat(256)}=1`], `foo=1,${'z'.repeat(256)}=1`],
    [
      'a tenant of 241 and a vendor of 14',
      [`${'t'.repeat(241)}@${'v'.repeat(14)}=1`],
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    ],
    ['a value of 256', [`foo=${'v'.repeat(256)}`], `foo=${'v'.repeat(256)}`],
  ])('is handed on: %s', (_case, headers, expected) => {
    expect(sentOn(...headers)).toBe(expected);
  });

  it.each([
    ['a key twice, the same', ['foo=1,foo=1']],
    ['a key twice', ['foo=1,foo=2']],
    ['a key twice in two headers', ['foo=1', 'foo=1']],
    ['a key with a space', ['foo =1']],
    ['a key in upper case', ['FOO=1']],
    ['a key with a dot', ['foo.bar=1']],
    ['no vendor', ['foo@=1,bar=2']],
    ['no tenant', ['@foo=1,bar=2']],
    ['two at signs', ['foo@@bar=1,bar=2']],
    ['three parts', ['foo@bar@baz=1,bar=2']],
    ['33 members', [...TENS, numbered(31, 33)]],
    ['a key of 257', ['foo=1', `${'z'.repeat(257)}=1`]],
    ['a tenant of 242', ['foo=1', `${'t'.repeat(242)}@v=1`]],
    ['a vendor of 15', ['foo=1', `t@${'v'.repeat(15)}=1`]],
    ['two equal signs', ['foo=bar=baz']],
    ['no value', ['foo=,bar=3']],
    ['a value of 257', [`foo=${'v'.repeat(257)}`]],
  ])('is discarded as a whole: %s', (_case, headers) => {
    expect(sentOn(...headers)).toBeUndefined();
  });

  it('puts a changed member in front and keeps to 32', () => {
    const state = received(['traceparent', PARENT], ['tracestate', numbered(1, 32)])?.traceState;
    expect(state?.set('bar05', 'new').serialize().startsWith('bar05=new,bar01=01')).toBe(true);
    const more = state?.set('ot', 'th:8');
    expect(more?.serialize().split(',')).toHaveLength(32);
    expect([more?.get('ot'), more?.get('bar32'), more?.unset('ot').get('ot')]).toEqual([
      'th:8',
      undefined,
      undefined,
    ]);
    expect(state?.set('UPPER', '1').serialize()).toBe(state?.serialize());
  });
});
