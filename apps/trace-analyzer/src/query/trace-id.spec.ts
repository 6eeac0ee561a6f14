import { describe, expect, it } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { traceIdFrom } from './trace-id.js';

describe('traceIdFrom', () => {
  it('takes a run id with and without dashes, in any case', () => {
    const id = newRunId();
    const hex = id.replaceAll('-', '');
    expect([id, hex, hex.toUpperCase()].map(traceIdFrom)).toEqual([hex, hex, hex]);
  });
  it('fills up a 64-bit id', () => {
    expect(traceIdFrom('a3ce929d0e0e4736')).toBe('0000000000000000a3ce929d0e0e4736');
  });
  it.each(['', 'xyz', 'abc', 'g'.repeat(32), 'a'.repeat(33)])('refuses %j', (text) => {
    expect(() => traceIdFrom(text)).toThrow('not a trace id');
  });
});
