import { type Context, context } from '@throughline/tracing/api';
import type { RunMessage } from '@throughline/contracts';
import type { EntityManager } from 'typeorm';
import { type PublishOptions, UnitOfWork } from './unit-of-work.js';

/** A unit that works for many runs at once: what it publishes stands under the context of the message's run. */
export class UnitOfMany extends UnitOfWork {
  readonly manager: EntityManager;

  /** @param contexts by run id */
  constructor(
    private readonly work: UnitOfWork,
    private readonly contexts: ReadonlyMap<unknown, Context>,
  ) {
    super();
    this.manager = work.manager;
  }

  override publish(message: RunMessage<unknown>, options?: PublishOptions): void {
    const own = this.contexts.get(message.runId);
    if (own === undefined) this.work.publish(message, options);
    else context.with(own, () => this.work.publish(message, options));
  }

  override afterCommit(fn: () => void): void {
    this.work.afterCommit(fn);
  }
}
