import type { FastifyServerOptions } from 'fastify';

/**
 * Bodies are checked by their classes, so that no route has a JSON schema. Without compilers for such schemas
 * every service holds some megabytes less.
 */
export const noSchemas: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: {
    buildValidator: () => refuse,
    buildSerializer: () => refuse,
  },
};

function refuse(): never {
  throw new TypeError('routes have no JSON schemas here: validate with a class and class-validator');
}
