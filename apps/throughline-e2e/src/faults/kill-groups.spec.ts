import { describe, expect, it } from '@jest/globals';
import { compiledPoints } from './support/compiled-points.js';
import { killGroups, shareOf } from './support/kill-groups.js';

const points = compiledPoints();
const groups = killGroups(points);

describe('the groups of kill points', () => {
  it('have every point in one of them, and each group in one share', () => {
    const shared = [1, 2].flatMap((number) => shareOf(groups, { number, of: 2 }));
    expect(new Set(shared.flatMap((group) => group.points))).toEqual(new Set(points));
    expect(shared.flatMap((group) => group.points)).toHaveLength(points.length);
  });

  it('are shared out evenly', () => {
    const sizes = [1, 2].map(
      (number) => shareOf(groups, { number, of: 2 }).flatMap((group) => group.points).length,
    );
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(points.length / 10);
  });

  it('have so few points of one service that its supervisor does not give it up', () => {
    const most = groups.flatMap((group) =>
      points.map(({ service }) => group.points.filter((point) => point.service === service).length),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(5);
  });
});
