import type { KillPoint } from './compiled-points.js';
import { type Scenario, GOOD, scenarioOf } from './scenarios.js';

/** Kills of one service in a group, at most: the supervisor gives a part up that dies more often than ten times a minute. */
const MOST_OF_A_SERVICE = 5;

/** Points that are armed together, and the runs that pass them. */
export interface KillGroup {
  readonly points: readonly KillPoint[];
  readonly scenarios: readonly Scenario[];
}

/** One of several parts of the groups, which are killed side by side. */
export interface Share {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** Each group is in the share that has the fewest points so far, so that all take alike. */
export function shareOf(groups: readonly KillGroup[], { number, of }: Share): KillGroup[] {
  const shares = Array.from({ length: of }, (): KillGroup[] => []);
  for (const group of groups) {
    const [lightest] = [...shares].sort((one, other) => pointsIn(one) - pointsIn(other));
    lightest?.push(group);
  }
  return shares[number - 1] ?? [];
}

const pointsIn = (groups: readonly KillGroup[]): number => groups.flatMap(({ points }) => points).length;

/** All points in as few groups as may be, those of the rarer kinds of runs together. */
export function killGroups(points: readonly KillPoint[]): KillGroup[] {
  const groups: KillPoint[][] = [];
  const rareFirst = [...points].sort((one, other) => rank(one).localeCompare(rank(other)));
  for (const point of rareFirst) {
    const group = groups.find((each) => ofService(each, point.service) < MOST_OF_A_SERVICE);
    if (group === undefined) groups.push([point]);
    else group.push(point);
  }
  return groups.map((group) => ({ points: group, scenarios: scenariosOf(group) }));
}

const rank = (killPoint: KillPoint): string => {
  const { point } = killPoint;
  const scenario = scenarioOf(killPoint);
  return `${scenario === GOOD ? 'z' : 'a'} ${scenario.name} ${point.split('@')[1] ?? ''} ${point}`;
};

const ofService = (group: readonly KillPoint[], name: string): number =>
  group.filter(({ service }) => service === name).length;

/** Besides a run for each kind that is needed always two good ones, so that there is work in flight. */
function scenariosOf(points: readonly KillPoint[]): Scenario[] {
  const rare = new Set(points.map(scenarioOf).filter((scenario) => scenario !== GOOD));
  return [GOOD, ...rare, GOOD];
}
