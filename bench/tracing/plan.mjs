/** The compiler has to have seen all of it many times: what is measured before that is its work. */
const FULL = { generations: 2, rounds: 3, ms: 1_500, warmUp: { requests: 6_000, ms: 10_000 } };
const QUICK = { generations: 1, rounds: 2, ms: 500, warmUp: { requests: 2_000, ms: 3_000 } };

/** How much is measured: services are started anew in each generation, since no two processes are the same. */
export function planOf({ quick, rounds }) {
  const plan = quick ? QUICK : FULL;
  const each = rounds === undefined ? plan.rounds : Math.ceil(rounds / plan.generations);
  return { ...plan, rounds: each };
}

/** What is done to a service in each round. */
export const LOADS = [
  { name: 'closed', text: '8 requests at a time, as many as it answers', connections: 8 },
  { name: 'open', text: '400 requests a second, whatever it answers', rate: 400 },
];
