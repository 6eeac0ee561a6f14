import type { Remark } from '@throughline/contracts';

/** `The run is paused by Ada: the tests are flaky today.` What nobody has said is left out. */
export const said = (what: string, { by, comment }: Remark): string =>
  `${what}${by === undefined ? '' : ` by ${by}`}${comment === undefined ? '.' : `: ${comment}`}`;

/** Names in the text of one event, which is no list of a whole plan. */
const MOST_NAMED = 20;

/** The first of them, and how many more there are. */
export function named(names: readonly string[], between = ', '): string {
  const more = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).join(between);
  return more > 0 ? `${shown}${between}and ${String(more)} more` : shown;
}
