import {
  type DeadLetterMoved,
  PlanCancel,
  RunFinished,
  RunStateChanged,
  TaskAttemptProgressed,
  TaskAttemptStarted,
  TaskCancel,
  VerificationCancel,
  VerificationProgressed,
  WorkspaceDiscard,
} from '@throughline/contracts';
import type { RunDeadLetter } from '../dead-letters/run-dead-letters.js';
import { failRun } from './ending.js';
import type { RunChange } from './run-change.js';

/** The same kind of message dies again and again, although it is asked for anew each time. */
const MAX_DEATHS = 3;
const MAX_CAUSE = 500;

/** Without these a run gets to its end as well. */
const DISPENSABLE: ReadonlySet<string> = new Set(
  [
    ...[PlanCancel, TaskCancel, VerificationCancel, WorkspaceDiscard, RunFinished, RunStateChanged],
    ...[TaskAttemptStarted, TaskAttemptProgressed, VerificationProgressed],
  ].map(({ messageType }) => messageType),
);

/**
 * A message of the run could not be handled, or a person has decided about it. What it asked for is asked for again
 * when its deadline is over, as when it were lost; a run of which the same kind keeps dying fails, and says so.
 * @param waiting the run's dead letters about which nobody has decided, the newest first
 */
export function deadLetterMoved(
  change: RunChange,
  message: DeadLetterMoved,
  waiting: readonly RunDeadLetter[],
): void {
  change.note('progress', change.run.state, sentenceOf(message));
  if (message.move !== 'died' || DISPENSABLE.has(message.diedType)) return;
  const alike = waiting.filter(({ messageType }) => messageType === message.diedType);
  if (alike.length >= MAX_DEATHS)
    failRun(
      change,
      `${message.diedType} could not be handled ${String(alike.length)} times${lostText(alike)}`,
    );
}

/** For reasons: what may have kept an answer from coming. Empty where nothing did. */
export function lostText(waiting: readonly RunDeadLetter[]): string {
  const [newest] = waiting;
  if (newest === undefined) return '';
  const { queue, id, cause } = newest;
  return `; a message in ${queue} could not be handled (dead letter ${id}): ${cause.slice(0, MAX_CAUSE)}`;
}

function sentenceOf({ move, queue, deadLetterId, causeCode, cause, by, reason }: DeadLetterMoved): string {
  const letter = `dead letter ${deadLetterId} of ${queue}`;
  if (move === 'died')
    return `A message could not be handled and is ${letter}: ${causeCode}: ${cause.slice(0, MAX_CAUSE)}`;
  return `${by ?? 'Somebody'} has ${move} ${letter}: ${reason ?? ''}`;
}
