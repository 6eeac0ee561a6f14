import { ValidationPipe } from '@nestjs/common';
import { InvalidInputError, sentencesOf } from '@throughline/contracts';
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
  const sentences = sentencesOf(errors).slice(0, MAX_SENTENCES);
  return new InvalidInputError(sentences.join('; ') || 'the input is not of the form that it must have', {
    properties: errors.map(({ property }) => property),
  });
}
