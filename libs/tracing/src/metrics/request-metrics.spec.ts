import { describe, expect, it } from '@jest/globals';
import { MAX_LABEL_SETS } from './label-bound.js';
import { countRequest, handlerDurations } from './request-metrics.js';

describe('the metrics of requests', () => {
  it('have a bounded number of series, and count all', () => {
    const handlers = Array.from({ length: 500 }, (_, i) => `/h${i}`);
    for (const handler of handlers) countRequest({ method: 'GET', handler, status: 200, seconds: 0.01 });
    const counts = handlerDurations.counts();
    expect(counts).toHaveLength(MAX_LABEL_SETS + 1);
    expect(counts.at(-1)).toMatchObject({
      attributes: { method: 'other', handler: 'other', status: 'other' },
      count: 500 - MAX_LABEL_SETS,
    });
  });

  it('know no methods but those of HTTP', () => {
    for (const method of ['get', 'M-SEARCH', 'BREW'])
      countRequest({ method, handler: '/h0', status: 405, seconds: 0 });
    const methods = new Set(handlerDurations.counts().map(({ attributes }) => attributes['method']));
    expect([...methods].sort()).toEqual(['GET', 'other']);
  });
});
