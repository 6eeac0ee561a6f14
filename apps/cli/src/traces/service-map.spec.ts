import { describe, expect, it } from '@jest/globals';
import { serviceMapRows } from './service-map.js';

describe('serviceMapRows', () => {
  it('lists the busiest edge first', () => {
    const rows = serviceMapRows([
      { from: 'a', to: 'b', kind: 'call', count: 1, errors: 0 },
      { from: 'b', to: 'c', kind: 'message', count: 3, errors: 1 },
    ]);
    expect(rows.slice(1)).toEqual([
      ['b -> c', 'message', '3', '1'],
      ['a -> b', 'call', '1', '0'],
    ]);
  });
});
