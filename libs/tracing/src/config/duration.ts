const FORM = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/;
const MS_OF = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

export const DURATION = 'a time such as 500ms, 5s or 1m, or a number of seconds';

/** The whole milliseconds of `500ms`, `5s`, `1m`, `1h`; a bare number is seconds. Undefined for what is no time above 0. */
export function millisecondsOf(text: string): number | undefined {
  const [, amount, unit = 's'] = FORM.exec(text.trim()) ?? [];
  if (amount === undefined || !isUnit(unit)) return undefined;
  const ms = Math.round(Number(amount) * MS_OF[unit]);
  return ms > 0 ? ms : undefined;
}

const isUnit = (unit: string): unit is keyof typeof MS_OF => Object.hasOwn(MS_OF, unit);
