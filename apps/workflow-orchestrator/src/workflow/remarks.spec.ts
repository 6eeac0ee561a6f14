import { describe, expect, it } from '@jest/globals';
import { named, said } from './remarks.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `t${String(at)}`);

describe('texts of events', () => {
  it('name as many as a reader will look at, and how many more there are', () => {
    expect(named(names(2))).toBe('t0, t1');
    expect(named(names(20), ' · ').split(' · ')).toEqual(names(20));
    expect(named(names(500)).split(', ')).toEqual([...names(20), 'and 480 more']);
  });

  it('leave out what nobody has said', () => {
    expect(said('The run is paused', {})).toBe('The run is paused.');
    expect(said('The run is paused', { by: 'Ada', comment: 'lunch' })).toBe(
      'The run is paused by Ada: lunch',
    );
  });
});
