import { type MergeFailure, ThroughlineError } from '@throughline/contracts';

/** A merge that is not made, for a reason that a further try does not change. */
export class MergeRefusedError extends ThroughlineError {
  constructor(
    readonly failure: MergeFailure,
    reason: string,
  ) {
    super('merge_refused', 'conflict', reason, { fields: { failure } });
  }
}

/** The user's repository does not take the branch. */
export class PublishRefusedError extends ThroughlineError {
  constructor(reason: string) {
    super('publish_refused', 'refused', reason);
  }
}
