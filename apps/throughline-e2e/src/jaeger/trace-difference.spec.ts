import { describe, expect, it } from '@jest/globals';
import { toldSpans } from './otlp-answer.js';
import { traceDifferences } from './trace-difference.js';

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const SPAN = {
  spanId: '00000000000000aa',
  name: 'GET /x',
  startTimeUnixNano: '1',
  endTimeUnixNano: '2',
  attributes: [attribute('a', '1'), attribute('b', '2')],
  status: {},
};

const told = (...spans: object[]) =>
  toldSpans({ result: { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 's' }, spans }] }] } });

describe('traceDifferences', () => {
  it('takes attributes as a set, and empty lists as left out', () => {
    const other = {
      ...SPAN,
      attributes: [attribute('b', '2'), attribute('a', '1')],
      links: [],
      status: { code: 0 },
    };
    expect(traceDifferences(told(SPAN), told(other))).toEqual([]);
  });

  it.each([
    ['name', { name: 'GET' }],
    ['endTimeUnixNano', { endTimeUnixNano: '3' }],
    ['attributes', { attributes: [attribute('a', '1')] }],
    ['links', { links: [{ traceId: 'f', spanId: 'e' }] }],
    ['events', { events: [{ name: 'exception', timeUnixNano: '1' }] }],
    ['status', { status: { code: 2 } }],
    ['flags', { flags: 257 }],
  ])('says when %s differs', (name, change) => {
    const found = traceDifferences(told(SPAN), told({ ...SPAN, ...change }));
    expect(found).toEqual([expect.stringContaining(`00000000000000aa ${name}: `)]);
  });

  it('says which spans one of both has alone, and refuses one that is there twice', () => {
    const other = { ...SPAN, spanId: '00000000000000bb' };
    expect(traceDifferences(told(SPAN), told(other))).toHaveLength(2);
    expect(() => told(SPAN, SPAN)).toThrow('there twice');
  });
});
