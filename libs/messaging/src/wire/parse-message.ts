import { InvalidInputError, type MessageClass } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { hasKnownForm } from './known-form.js';

/**
 * The message in a body. Fields that its class does not know are dropped: a newer version may have sent them.
 * @throws {InvalidInputError} when the body is no JSON object or does not have the form of the class
 */
export function parseMessage(messageClass: MessageClass, body: string): object {
  const message: unknown = plainToInstance(messageClass, jsonObject(messageClass, body));
  if (typeof message !== 'object' || message === null) throw malformed(messageClass, 'it is no object');
  if (hasKnownForm(message)) return message;
  const errors = validateSync(message, { whitelist: true, forbidUnknownValues: true });
  if (errors.length > 0) throw malformed(messageClass, errors.flatMap(reasons).slice(0, 10).join('; '));
  return message;
}

function jsonObject(messageClass: MessageClass, body: string): object {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw malformed(messageClass, 'it is no JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw malformed(messageClass, 'it is no JSON object');
}

/** `tasks.0.title must be a string`; names of constraints, never values. */
function reasons(error: ValidationError): string[] {
  const own = Object.values(error.constraints ?? {});
  const nested = (error.children ?? []).flatMap(reasons).map((reason) => `${error.property}.${reason}`);
  return [...own, ...nested];
}

function malformed({ messageType }: MessageClass, reason: string): InvalidInputError {
  return new InvalidInputError(`A message ${messageType} does not have the form of its class: ${reason}`, {
    messageType,
  });
}
