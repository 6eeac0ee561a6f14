import { describe, expect, it } from '@jest/globals';
import { compiledPoints } from './support/compiled-points.js';
import { documentedKills } from './support/reliability-doc.js';

const rows = documentedKills();
const names = (points: readonly { readonly service: string; readonly point: string }[]): string[] =>
  points.map(({ service, point }) => `${service}: ${point}`).sort();

describe('the matrix of kill points in docs/reliability.md', () => {
  it('has one row for each point that is compiled in: run `npm run test:faults -- kill-points --write`', () => {
    expect(names(rows)).toEqual(names(compiledPoints()));
  });

  it('says of each that every invariant held, and that the service was back within 30 s', () => {
    expect(rows.filter(({ held }) => held !== 'I1 I2 I3 I4 I5 I6 I7')).toEqual([]);
    expect(rows.filter(({ seconds }) => !(seconds > 0 && seconds < 30))).toEqual([]);
  });
});
