import { UnitOfMany, type UnitOfWork } from '@throughline/persistence';
import type { Handling } from './handling.js';

/** Handles messages of one class in one call of their handler; each has a span as if it were alone. */
export async function handleTogether(handlings: readonly Handling[], work: UnitOfWork): Promise<void> {
  const [first] = handlings;
  if (first === undefined) return;
  const contexts = new Map(handlings.map((handling) => [runOf(handling), handling.begin().context]));
  const bodies = handlings.map(({ message }) => message.body);
  try {
    await first.message.delivery.binding.handle(bodies, new UnitOfMany(work, contexts));
    for (const handling of handlings) handling.overTogether();
  } catch (error) {
    for (const handling of handlings) handling.overTogether({ error });
    throw error;
  }
}

const runOf = ({ message: { body } }: Handling): unknown => ('runId' in body ? body.runId : undefined);
