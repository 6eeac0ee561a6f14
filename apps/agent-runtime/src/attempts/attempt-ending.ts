import { type CommitId, ThroughlineError, type TreeId } from '@throughline/contracts';
import { JobCancelledError, type LeasedJob } from '@throughline/jobs';

export type Ending =
  | {
      readonly outcome: 'finished';
      readonly commit: CommitId;
      readonly tree: TreeId;
      readonly summary: string;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      /** What stopped it, in a word: `time_limit`, `limit_reached`, `worker_failed`, or the code of an error. */
      readonly kind: string;
    }
  | { readonly outcome: 'cancelled' };

/**
 * What an error means for the attempt: a cancelled one ends, a fault that another try of the model's could mend
 * fails it, and everything else is thrown on: an outage, a lost lease or a shutdown costs no attempt.
 */
export function endingOf(
  error: unknown,
  job: Pick<LeasedJob<{ deadline: number }>, 'signal' | 'payload'>,
): Ending {
  if (job.signal.aborted) {
    if (job.signal.reason instanceof JobCancelledError) return { outcome: 'cancelled' };
    throw job.signal.reason;
  }
  if (Date.now() >= job.payload.deadline)
    return { outcome: 'failed', reason: 'the time limit of the attempt was reached', kind: 'time_limit' };
  if (error instanceof ThroughlineError && !error.retryable && error.kind !== 'internal')
    return { outcome: 'failed', reason: error.message, kind: error.code };
  throw error;
}
