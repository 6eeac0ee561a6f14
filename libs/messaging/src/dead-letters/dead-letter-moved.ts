import { DeadLetterMoved, type DeadLetterMove, runIdFrom } from '@throughline/contracts';
import type { DeadLetter, Decision } from './dead-letter.js';

/** What the owner of the run is told. Nothing of the death of such a word itself, or it would never end. */
export function moved(
  { id, queue, messageType, runId, causeCode, cause }: DeadLetter,
  move: DeadLetterMove,
  decision: Decision | null,
): DeadLetterMoved | undefined {
  const run = runId === null ? undefined : runIdFrom(runId);
  if (run === undefined || messageType === DeadLetterMoved.messageType) return undefined;
  return new DeadLetterMoved({
    ...{ runId: run, deadLetterId: id, move, queue, diedType: messageType, causeCode, cause },
    by: decision?.by ?? null,
    reason: decision?.reason ?? null,
  });
}
