/** The compiler has to have seen all of it many times: what is measured before that is its work. */
const FULL = { rounds: 3, ms: 2_500, warmUp: { inFlight: 50, ms: 8_000 } };
const QUICK = { rounds: 1, ms: 700, warmUp: { inFlight: 50, ms: 1_000 } };

/** Runs that are in flight at a time. */
export const LEVELS = [1, 10, 50, 100, 400];

/** With so many old runs in its tables, ours is measured at these levels. */
export const OLD_LEVELS = [1, 50];

/** How much is measured. Every round measures every subject at every level, in another order each time. */
export function planOf({ quick, rounds }) {
  const plan = quick ? QUICK : FULL;
  return { ...plan, rounds: rounds ?? plan.rounds };
}
