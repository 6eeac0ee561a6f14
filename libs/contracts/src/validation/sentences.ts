import type { ValidationError } from 'class-validator';

/** What a value is at all, outermost first. */
const KINDS = ['isArray', 'isObject', 'isString', 'isInt', 'isNumber', 'isBoolean'];

/** What is wrong, in the words of those who wrote it: `limits.maxTurns must be an integer number`. */
export const sentencesOf = (errors: readonly ValidationError[]): string[] =>
  errors.flatMap((error) => sentencesOfOne(error, ''));

function sentencesOfOne(
  { property, constraints = {}, children = [] }: ValidationError,
  prefix: string,
): string[] {
  const path = `${prefix}${property}`;
  // What is of the wrong kind, or missing, breaks every other rule, too: they would hide the one that helps.
  const kind = KINDS.map((rule) => constraints[rule]).find((text) => text !== undefined);
  if (kind !== undefined) return [named(kind, property, path)];
  const own = Object.entries(constraints).map(([rule, text]) =>
    rule === 'whitelistValidation' ? `${path} is not known here` : named(text, property, path),
  );
  return [...own, ...children.flatMap((child) => sentencesOfOne(child, `${path}.`))];
}

const named = (text: string, property: string, path: string): string =>
  text.includes(property) ? text.replace(property, path) : `${path}: ${text}`;
