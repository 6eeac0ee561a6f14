import { describe, expect, it } from '@jest/globals';
import { type Ward, byRank, readOrder, writeOrder } from './reaper-protocol.js';

const ward = (pid: number, rank: number): Ward => ({
  identity: { pid, startedAt: '1' },
  signal: 'SIGTERM',
  graceMs: 10,
  rank,
});

describe('the reaper protocol', () => {
  it('reads what it writes', () => {
    for (const order of [{ watch: ward(5, 1) }, { forget: 5 }])
      expect(readOrder(writeOrder(order))).toEqual(order);
  });

  it('refuses anything else', () => {
    for (const line of ['{}', 'null', '{"watch":{"identity":{"pid":1}}}', '{"forget":"1"}'])
      expect(() => readOrder(line)).toThrow(SyntaxError);
  });

  it('ends lower ranks first', () => {
    expect(byRank([ward(1, 2), ward(2, 0), ward(3, 2)])).toEqual([[ward(2, 0)], [ward(1, 2), ward(3, 2)]]);
  });
});
