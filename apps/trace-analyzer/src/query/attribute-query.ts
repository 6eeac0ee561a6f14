import { InvalidInputError } from '@throughline/contracts';
import { isRecord } from '../otlp/wire-values.js';

/** Reads `{"key":"value"}`, as Jaeger's `tags` and `query.attributes` are written. */
export function attributesFrom(parameter: string, text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  const value = parsed(text);
  if (!isRecord(value)) throw malformed(parameter);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (typeof item === 'string') return [key, item];
      if (typeof item === 'number' || typeof item === 'boolean') return [key, String(item)];
      throw malformed(parameter);
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const malformed = (parameter: string): InvalidInputError =>
  new InvalidInputError(`${parameter} must be a JSON object of strings, such as {"error":"true"}`);
