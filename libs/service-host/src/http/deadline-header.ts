import { DeadlineExceededError } from '@throughline/contracts';
import { InvalidDeadlineError } from './http-errors.js';

export const DEADLINE_HEADER = 'throughline-deadline';

/**
 * The caller's deadline in milliseconds since the epoch, or undefined when it gives none.
 * @throws {DeadlineExceededError} when it has passed: the answer would come too late for anyone
 */
export function deadlineOf(header: string | string[] | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = String(header);
  if (!/^\d{1,15}$/.test(text)) throw new InvalidDeadlineError(text);
  const deadline = Number(text);
  if (deadline <= now) throw new DeadlineExceededError('the way to this service');
  return deadline;
}
