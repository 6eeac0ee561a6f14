import { DURATION, millisecondsOf } from './duration.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable; one set to nothing counts as not set. */
export function text(env: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}

/** A whole number from a variable. @throws {RangeError} that names the variable */
export function positiveInteger(env: Environment, name: string, otherwise: number): number {
  const given = text(env, name);
  const value = given === undefined ? otherwise : Number(given);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`${name} must be a whole number above 0, but is ${JSON.stringify(given)}`);
}

/** A number above 0 from the first of the variables that is set. @throws {RangeError} that names them */
export function positiveNumber(env: Environment, names: readonly string[], otherwise: number): number {
  const given = text(env, ...names);
  const value = given === undefined ? otherwise : Number(given);
  if (Number.isFinite(value) && value > 0) return value;
  throw new RangeError(`${names.join(' / ')} must be a number above 0, but is ${JSON.stringify(given)}`);
}

/** Milliseconds from a variable that holds seconds or a time with its unit. @throws {RangeError} that names the variable */
export function duration(env: Environment, name: string, otherwiseMs: number): number {
  const given = text(env, name);
  const ms = given === undefined ? otherwiseMs : millisecondsOf(given);
  if (ms !== undefined) return ms;
  throw new RangeError(`${name} must be ${DURATION}, but is ${JSON.stringify(given)}`);
}

/** True or false from a variable. @throws {RangeError} that names the variable */
export function flag(env: Environment, name: string, otherwise: boolean): boolean {
  const given = text(env, name)?.toLowerCase();
  if (given === undefined) return otherwise;
  if (given === 'true' || given === '1') return true;
  if (given === 'false' || given === '0') return false;
  throw new RangeError(`${name} must be true or false, but is ${JSON.stringify(given)}`);
}

/** One of several words from the first of the variables that is set. @throws {RangeError} that names them */
export function oneOf<Word extends string>(
  env: Environment,
  names: readonly string[],
  words: readonly Word[],
  otherwise: Word,
): Word {
  const given = text(env, ...names);
  if (given === undefined) return otherwise;
  const known = words.find((word) => word === given);
  if (known !== undefined) return known;
  throw new RangeError(`${names.join(' / ')} must be ${words.join(', ')}, but is ${JSON.stringify(given)}`);
}

/** A ratio from the first of the variables that is set. @throws {RangeError} that names them */
export function ratio(env: Environment, names: readonly string[], otherwise: number): number {
  const given = text(env, ...names);
  const value = given === undefined ? otherwise : Number(given);
  if (value >= 0 && value <= 1) return value;
  throw new RangeError(`${names.join(' / ')} must be from 0 to 1, but is ${JSON.stringify(given)}`);
}
