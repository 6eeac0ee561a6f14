import type { Context } from '@throughline/tracing/api';
import type { RunMessage } from '@throughline/contracts';
import type { EntityManager } from 'typeorm';

export interface PublishOptions {
  /** Context under which the message is sent. Default: what is active, else the message's run. */
  readonly parent?: Context;
}

/** One transaction and what leaves with it. It ends with the function that it was given to. */
export abstract class UnitOfWork {
  /** Every query of the unit goes through it. */
  abstract readonly manager: EntityManager;

  /** Sends the message if, and only if, the unit commits. */
  abstract publish(message: RunMessage<unknown>, options?: PublishOptions): void;

  /** Runs after the commit, in order; what it throws is logged, for nothing can be taken back any more. */
  abstract afterCommit(fn: () => void): void;
}
