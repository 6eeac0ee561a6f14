export const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.(\d{1,9}))?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** A time with up to nine decimals, in microseconds since the epoch; undefined when it is none. */
export function microsecondsAt(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const fraction = match[1] ?? '';
  const seconds = Date.parse(fraction === '' ? text : text.replace(`.${fraction}`, ''));
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
