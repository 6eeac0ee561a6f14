import { describe, expect, it } from '@jest/globals';
import { cappedBy } from './resource-limits.js';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max file size             unlimited            1000                 bytes
Max processes             100                  300                  processes
`;

describe('cappedBy', () => {
  it('takes the hard limit where it is lower', () => {
    expect(cappedBy(LIMITS, { cpu: 10, nproc: 512, fsize: 2000 })).toEqual({
      cpu: 10,
      nproc: 300,
      fsize: 1000,
    });
  });

  it('takes what is wanted where that is lower, or nothing is known', () => {
    expect(cappedBy(LIMITS, { nproc: 50 })).toEqual({ nproc: 50 });
    expect(cappedBy('', { nproc: 512, cpu: 7 })).toEqual({ nproc: 512, cpu: 7 });
  });
});
