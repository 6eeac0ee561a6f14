import { ThroughlineError } from '@throughline/contracts';

/** A step that the state machine does not have: a fault of ours or a stale message. */
export class IllegalTransitionError extends ThroughlineError {
  constructor(what: string, from: string, to: string) {
    super(
      'illegal_transition',
      'conflict',
      `${what} cannot go from ${from} to ${to}: it has moved on. Look at its state before another try`,
      {
        fields: { what, from, to },
      },
    );
  }
}
