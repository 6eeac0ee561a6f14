import type { RunId } from '@throughline/contracts';

/** A run whose ready tasks wait for slots. */
export interface Waiting {
  readonly runId: RunId;
  readonly repository: string;
  /** Slots that it holds. */
  readonly active: number;
  /** Slots that it wants, within its own limit. */
  readonly wanted: number;
  /** Since when it has waited, in milliseconds. */
  readonly since: number;
}

/** Free slots. */
export interface Room {
  readonly platform: number;
  readonly repositories: ReadonlyMap<string, number>;
}

export interface Grant {
  readonly to: Waiting;
  readonly slots: number;
}

/** The line: who has the fewest active tasks comes first, then who has waited longest. */
export const lineUp = <T extends Waiting>(waiting: readonly T[]): T[] => [...waiting].sort(before);

function before(a: Waiting, b: Waiting): number {
  return a.active - b.active || a.since - b.since || (a.runId < b.runId ? -1 : 1);
}

/**
 * Gives each free slot to the run that is first in the line at that moment, so that a run with many tasks starves
 * none with few. Whoever waits for a full repository is passed over.
 */
export function shareOut(waiting: readonly Waiting[], room: Room): Grant[] {
  const repositories = new Map(room.repositories);
  const line = waiting.map((to) => ({ to, slots: 0 }));
  for (let free = room.platform; free > 0; free -= 1) {
    const next = first(line.filter(({ to, slots }) => slots < to.wanted && roomIn(repositories, to) > 0));
    if (next === undefined) break;
    next.slots += 1;
    repositories.set(next.to.repository, roomIn(repositories, next.to) - 1);
  }
  return line.filter(({ slots }) => slots > 0);
}

const roomIn = (repositories: ReadonlyMap<string, number>, { repository }: Waiting): number =>
  repositories.get(repository) ?? 0;

const standing = ({ to, slots }: Grant): Waiting => ({ ...to, active: to.active + slots });

function first<T extends Grant>(line: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const one of line) if (best === undefined || before(standing(one), standing(best)) < 0) best = one;
  return best;
}
