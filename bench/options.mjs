import { parseArgs } from 'node:util';

/** The options that all benches know. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new RangeError('--rounds must be a whole number above 0');
  return { quick: values.quick, json: values.json, rounds, only: values.only?.split(',') };
}
