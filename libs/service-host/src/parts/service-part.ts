import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';

/** Finds a provider of the running service. */
export type Find = <T>(token: Type<T> | (abstract new (...args: never[]) => T)) => T;

/**
 * What a service has only when it asks for it: a database, messages, jobs. Each is loaded only then, since
 * memory and start-up time count eight times.
 */
export interface ServicePart {
  readonly module: DynamicModule;
  /** What `/health/ready` says of it; rejects when it cannot be used. */
  readonly readiness?: { readonly name: string; readonly check: (find: Find) => Promise<void> };
  /** After the port is open. */
  start?(app: INestApplication): Promise<void>;
  /** Before the port closes: takes no more work, finishes or hands back what it has. */
  stop?(find: Find): Promise<void>;
  unsentMessages?(find: Find, run: RunId): Promise<number>;
  unfinishedJobs?(find: Find, run: RunId): Promise<number>;
  /** The error of ours that an error of its libraries means. */
  translate?(error: unknown): unknown;
}

export const SERVICE_PARTS = Symbol('SERVICE_PARTS');
