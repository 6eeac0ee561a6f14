import { describe, expect, it } from '@jest/globals';
import { toBeWholeTrace } from '../jest.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const span = (spanId: string, parentSpanId?: string) => ({
  traceId: TRACE,
  spanId,
  ...(parentSpanId === undefined ? {} : { parentSpanId }),
  name: `operation ${spanId}`,
  service: 'test',
  kind: 'INTERNAL' as const,
  startTimeUnixNano: '1000',
  endTimeUnixNano: '2000',
  attributes: {},
  links: [],
  status: { code: 'UNSET' as const },
});

describe('toBeWholeTrace', () => {
  it('passes for one root with its children', () => {
    expect([span('aa'), span('bb', 'aa')]).toBeWholeTrace(['aa', 'bb']);
  });

  it('fails for an orphan, and says so', () => {
    const result = toBeWholeTrace([span('aa'), span('bb', 'cc')]);
    expect(result.pass).toBe(false);
    expect(result.message()).toMatch(/orphan|parent/i);
  });

  it('fails when something that was created is missing', () => {
    expect(toBeWholeTrace([span('aa')], ['aa', 'bb']).pass).toBe(false);
  });

  it('takes nothing but spans', () => {
    expect(() => expect('a trace').toBeWholeTrace()).toThrow('an array of spans');
  });

  it('fails without spans', () => {
    expect(toBeWholeTrace([]).message()).toContain('There are no spans');
  });
});
