import { type RunMessage, ThroughlineError } from '@throughline/contracts';
import { getLogger } from '@throughline/tracing';
import type { EntityManager } from 'typeorm';
import type { Outbox } from './outbox.js';
import { type PendingMessage, pendingMessage } from './pending-message.js';
import { type PublishOptions, UnitOfWork } from './unit-of-work.js';

/** Collects messages and hooks while its transaction runs. */
export class CollectingUnit extends UnitOfWork {
  readonly messages: PendingMessage[] = [];
  private readonly hooks: (() => void)[] = [];
  private open = true;

  constructor(
    readonly manager: EntityManager,
    private readonly outbox: Outbox | undefined,
  ) {
    super();
  }

  override publish(message: RunMessage<unknown>, options: PublishOptions = {}): void {
    this.assertOpen();
    if (this.outbox === undefined) throw noOutbox();
    this.outbox.admit();
    this.messages.push(pendingMessage(message, options.parent));
  }

  override afterCommit(fn: () => void): void {
    this.assertOpen();
    this.hooks.push(fn);
  }

  /** The last statement of the transaction; it has been sent when this returns. */
  store(): Promise<void> {
    this.open = false;
    if (this.messages.length === 0 || this.outbox === undefined) return Promise.resolve();
    return this.outbox.store(this.manager, this.messages);
  }

  committed(): void {
    if (this.messages.length > 0) this.outbox?.committed(this.messages);
    for (const hook of this.hooks) this.runHook(hook);
  }

  abandoned(): void {
    if (this.messages.length > 0) this.outbox?.abandoned(this.messages);
  }

  private runHook(hook: () => void): void {
    try {
      hook();
    } catch (error) {
      getLogger('persistence').error({ err: error }, 'a hook after the commit of a unit of work failed');
    }
  }

  private assertOpen(): void {
    if (this.open) return;
    const text = 'The unit of work has ended already: await everything that uses it inside its function';
    throw new ThroughlineError('unit_of_work_ended', 'internal', text);
  }
}

function noOutbox(): ThroughlineError {
  const text = 'This service publishes a message, but has no messaging: host it with messaging: true';
  return new ThroughlineError('messaging_missing', 'internal', text);
}
