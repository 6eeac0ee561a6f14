import { ValidationPipe } from '@nestjs/common';
import { InvalidInputError } from '@throughline/contracts';
import type { ValidationError } from 'class-validator';

const MAX_SENTENCES = 20;

/** The one pipe of every service: nothing unknown gets in, nothing is converted on the quiet. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: invalidInput,
  });

/** One error with a sentence for each property that is wrong. */
export function invalidInput(errors: readonly ValidationError[]): InvalidInputError {
  const sentences = errors.flatMap((error) => sentencesOf(error, '')).slice(0, MAX_SENTENCES);
  return new InvalidInputError(sentences.join('; ') || 'the input is not of the form that it must have', {
    properties: errors.map(({ property }) => property),
  });
}

/** What a value is at all, outermost first. */
const KINDS = ['isArray', 'isObject', 'isString', 'isInt', 'isNumber', 'isBoolean'];

/** `limits.maxTurns must be an integer number`. */
function sentencesOf(
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
  return [...own, ...children.flatMap((child) => sentencesOf(child, `${path}.`))];
}

const named = (text: string, property: string, path: string): string =>
  text.includes(property) ? text.replace(property, path) : `${path}: ${text}`;
