import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import { BaggagePropagator } from './baggage-propagator.js';
import { formatMember, parseBaggage } from './baggage-members.js';
import { carrierGetter, carrierSetter } from './carriers.js';

const propagator = new BaggagePropagator();

/** What goes out of a process that has got these headers. */
function sentOn(...headers: readonly string[]): string {
  const context = propagator.extract(ROOT_CONTEXT, { baggage: headers }, carrierGetter);
  const carrier: Record<string, unknown> = {};
  propagator.inject(context, carrier, carrierSetter);
  const { baggage = '' } = carrier;
  expect(typeof baggage).toBe('string');
  return typeof baggage === 'string' ? baggage : '';
}

/** Values of this length in so many members. */
const members = (count: number, length: number): string =>
  Array.from({ length: count }, (_, at) => `k${at}=${'v'.repeat(length)}`).join(',');

describe('a baggage header, by the specification of the W3C', () => {
  it.each([
    ['a=1,b=2', 'a=1,b=2'],
    [' a = 1 \t,\t b\t=\t2 ', 'a=1,b=2'],
    ['a=1;p;q=r', 'a=1;p;q=r'],
    ['a=1 ; p ; q = r', 'a=1;p ; q = r'],
    ['a=', 'a='],
    ['a=b=c==', 'a=b=c=='],
    ["!#$%&'*+-.^_`|~09AZaz=1", "!#$%&'*+-.^_`|~09AZaz=1"],
    ["a=!#$&'()*+-./:<=>?@[]^_`{|}~", "a=!#$&'()*+-./:<=>?@[]^_`{|}~"],
    ['a=%20%22%2C%3B%5C%25%C3%BC', 'a=%20%22%2C%3B%5C%25%C3%BC'],
    ['a=%41', 'a=A'],
    ['a=%FF%20x', 'a=%EF%BF%BD%20x'],
    ['a=%zz', 'a=%25zz'],
    ['Key=1,key=2', 'Key=1,key=2'],
    ['a=1,a=2', 'a=2'],
  ])('%s goes on as %s', (header, sent) => {
    expect(sentOn(header)).toBe(sent);
  });

  it.each(['a', '=1', 'a b=1', 'a[]=1', 'ä=1', 'a=b c', 'a=ü', 'a="x"', 'a=b\\c', '', ',', ';'])(
    'leaves out %j, and nothing else',
    (wrong) => {
      expect(sentOn(`x=1,${wrong},y=2`)).toBe('x=1,y=2');
    },
  );

  it('may come in several parts', () => {
    expect(sentOn('a=1', 'b=2,c=3')).toBe('a=1,b=2,c=3');
  });

  it('goes on whole up to 64 members', () => {
    expect(sentOn(members(64, 10))).toBe(members(64, 10));
    expect(sentOn(members(65, 10))).toBe(members(64, 10));
  });

  it('goes on whole up to 8192 bytes, in however few members', () => {
    const whole = `a=${'v'.repeat(8190)}`;
    expect(sentOn(whole)).toBe(whole);
    expect(sentOn(`${whole}v,b=1`)).toBe('b=1');
    const two = `a=${'v'.repeat(4094)},b=${'v'.repeat(4093)}`;
    expect(two).toHaveLength(8192);
    expect(sentOn(two)).toBe(two);
  });

  it('carries any value there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const [member] = parseBaggage(formatMember({ key: 'a', value }) ?? '');
        expect(member).toEqual({ key: 'a', value: value.toWellFormed() });
      }),
    );
  });

  it('never carries a key that would break it', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const sent = formatMember({ key, value: '1' });
        if (sent !== undefined) expect(parseBaggage(sent)).toEqual([{ key, value: '1' }]);
      }),
    );
  });

  it('leaves without secrets', () => {
    const baggage = propagation.createBaggage({
      session_token: { value: 'x' },
      who: { value: 'ann@example.org' },
      'user.tier': { value: 'gold' },
    });
    const carrier: Record<string, unknown> = {};
    propagator.inject(propagation.setBaggage(ROOT_CONTEXT, baggage), carrier, carrierSetter);
    expect(carrier['baggage']).toBe('session_token=***,who=***,user.tier=gold');
  });
});
