import { InvalidArgumentError } from 'commander';

// What people type after an option, as values.

export const collect = (value: string, values: readonly string[] = []): string[] => [...values, value];

export function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

export function dollars(text: string): number {
  const value = /^\d{1,7}(\.\d{1,4})?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be an amount of US dollars above 0, like 5 or 0.25.');
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

export function milliseconds(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const value = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (value >= 1000) return Math.round(value);
  throw new InvalidArgumentError('It must be a duration of at least a second, like 90s, 30m or 2h.');
}
