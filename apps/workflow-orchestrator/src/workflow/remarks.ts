import type { Remark } from '@throughline/contracts';

/** `The run is paused by Ada: the tests are flaky today.` What nobody has said is left out. */
export const said = (what: string, { by, comment }: Remark): string =>
  `${what}${by === undefined ? '' : ` by ${by}`}${comment === undefined ? '.' : `: ${comment}`}`;
