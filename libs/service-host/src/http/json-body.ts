import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidJsonError } from './http-errors.js';

/** Deeper than any contract, and far from what would overflow the stack of what walks a body. */
export const MAX_JSON_DEPTH = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses JSON bodies: valid UTF-8, no `__proto__` or `constructor.prototype` keys, bounded depth.
 * Refusals say why.
 */
export function parseJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  // Bodies that are not JSON are refused as such, not read as a text that lacks every property.
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body, done) => {
      try {
        void parse(request, textOf(body), (error, value) => finish(error, value, done));
      } catch (error) {
        done(asInvalidJson(error));
      }
    },
  );
}

function finish(error: unknown, value: unknown, done: (error: Error | null, body?: unknown) => void): void {
  if (error !== null && error !== undefined) done(asInvalidJson(error));
  else if (isTooDeep(value, MAX_JSON_DEPTH))
    done(new InvalidJsonError(`it is nested deeper than ${MAX_JSON_DEPTH} levels`));
  else done(null, value);
}

function textOf(body: string | Buffer): string {
  if (typeof body === 'string') return body;
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new InvalidJsonError('it is not valid UTF-8', error);
  }
}

const asInvalidJson = (error: unknown): InvalidJsonError =>
  error instanceof InvalidJsonError
    ? error
    : new InvalidJsonError(error instanceof Error ? error.message : 'unreadable', error);

/** Walks without recursion, since the depth is what is in doubt. */
export function isTooDeep(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values({ ...value }) : [];
}
