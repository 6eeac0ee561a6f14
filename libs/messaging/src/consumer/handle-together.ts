import { type Context, context } from '@throughline/tracing/api';
import type { RunMessage } from '@throughline/contracts';
import { type PublishOptions, UnitOfWork } from '@throughline/persistence';
import type { EntityManager } from 'typeorm';
import type { Handling } from './handling.js';

/** Handles messages of one class in one call of their handler; each has a span as if it were alone. */
export async function handleTogether(handlings: readonly Handling[], work: UnitOfWork): Promise<void> {
  const [first] = handlings;
  if (first === undefined) return;
  const contexts = new Map<unknown, Context>();
  for (const handling of handlings) contexts.set(runOf(handling), handling.beginTogether());
  const bodies = handlings.map(({ message }) => message.body);
  try {
    await first.message.delivery.binding.handle(bodies, new SharedUnit(work, contexts));
    for (const handling of handlings) handling.overTogether();
  } catch (error) {
    for (const handling of handlings) handling.overTogether({ error });
    throw error;
  }
}

/** The unit of work of messages that are handled together: what it publishes stands under the message of its run. */
class SharedUnit extends UnitOfWork {
  readonly manager: EntityManager;

  constructor(
    private readonly work: UnitOfWork,
    private readonly contexts: ReadonlyMap<unknown, Context>,
  ) {
    super();
    this.manager = work.manager;
  }

  override publish(message: RunMessage<unknown>, options?: PublishOptions): void {
    const own = this.contexts.get(message.runId) ?? context.active();
    context.with(own, () => this.work.publish(message, options));
  }

  override afterCommit(fn: () => void): void {
    this.work.afterCommit(fn);
  }
}

const runOf = ({ message: { body } }: Handling): unknown => ('runId' in body ? body.runId : undefined);
