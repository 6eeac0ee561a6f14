import { Matches } from 'class-validator';

/**
 * Neither Postgres nor an argument of a program can hold the character NUL, and half of a surrogate pair would not
 * come back as it was.
 */
export const PlainText = (options: { each?: boolean } = {}): PropertyDecorator =>
  Matches(/^[^\0\p{Cs}]*$/u, {
    ...options,
    message: '$property must not contain the character NUL or half of a surrogate pair',
  });
