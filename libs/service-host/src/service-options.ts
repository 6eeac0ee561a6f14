import type { ServiceName } from '@throughline/contracts';
import type { TableSet } from '@throughline/persistence';
import type { FastifyInstance } from 'fastify';

/** The service's own tables. */
export type DatabaseOptions = TableSet;

/** What a service is, and which parts it asks for. */
export interface ServiceOptions<Config extends object = object> {
  readonly service: ServiceName;
  /** A class whose properties are `@Setting`s; injectable by its class. */
  readonly config?: new () => Config;
  /** Schema and role are named after the service. */
  readonly database?: DatabaseOptions;
  /**
   * Consumers and outbox; needs `database`. `fills`: queues of others whose length keeps new work out, as that of its
   * own queues does.
   */
  readonly messaging?: boolean | { readonly fills: readonly string[] };
  /** Leased jobs; needs `database`. */
  readonly jobs?: boolean;
  /** Largest body of a request, in bytes. Default 4 MB. */
  readonly bodyLimit?: number;
  /** Called before any route exists, for what only Fastify can do (a content type of one's own). */
  readonly fastify?: (instance: FastifyInstance) => void;
}

export const SERVICE_OPTIONS = Symbol('SERVICE_OPTIONS');
export const DEFAULT_BODY_LIMIT = 4 * 1024 * 1024;
