import { ThroughlineError } from '@throughline/contracts';

/** Each process that has begun with the message was gone before it was done: no retry spares the next one. */
export class HandlingNeverEndedError extends ThroughlineError {
  constructor(processes: number) {
    super(
      'handling_never_ended',
      'invalid',
      `${String(processes)} processes have begun with this message, and none has lived to tell how it ended. Look into their logs, then redrive it`,
      { fields: { processes } },
    );
  }
}
