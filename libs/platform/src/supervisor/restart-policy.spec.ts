import { describe, expect, it } from '@jest/globals';
import { RestartPolicy } from './restart-policy.js';

describe('RestartPolicy', () => {
  it('waits longer after each crash in a row, up to 5 s', () => {
    const policy = new RestartPolicy();
    const delays = [0, 1, 2, 3, 4, 5, 6, 7].map((second) => policy.afterCrash(second * 1_000, 10));
    expect(delays).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('starts from the beginning after a long run', () => {
    const policy = new RestartPolicy();
    policy.afterCrash(0, 10);
    policy.afterCrash(1_000, 10);
    expect(policy.afterCrash(20_000, 15_000)).toBe(100);
  });

  it('gives up after more than ten crashes within a minute', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 10; crash++) expect(policy.afterCrash(crash * 5_000, 10)).toBeDefined();
    expect(policy.afterCrash(50_000, 10)).toBeUndefined();
  });

  it('never gives up on crashes that lie apart', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < 50; crash++) expect(policy.afterCrash(crash * 10_000, 9_000)).toBeDefined();
  });
});
