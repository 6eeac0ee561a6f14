import { type Environment, text } from '../config/readers.js';

const NAME = 'OTEL_RESOURCE_ATTRIBUTES';
const MAX_LENGTH = 255;

/** The pairs of OTEL_RESOURCE_ATTRIBUTES. @throws {RangeError} for what is no list of key=value */
export function givenAttributes(env: Environment): Readonly<Record<string, string>> {
  const pairs = (text(env, NAME) ?? '').split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(pairs.map(pairOf));
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=');
  const [key, value] = [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1).replace(/^"(.*)"$/s, '$1'))];
  const isPair = at > 0 && key !== undefined && value !== undefined && key !== '';
  if (isPair && key.length <= MAX_LENGTH && value.length <= MAX_LENGTH) return [key, value];
  throw new RangeError(
    `${NAME} must be key=value pairs with commas, percent-encoded and at most ${MAX_LENGTH} characters each, but has ${JSON.stringify(pair)}`,
  );
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part.trim());
  } catch {
    return undefined;
  }
}
