import type { ServerResponse } from 'node:http';
import { ThroughlineError } from '@throughline/contracts';

/** Nobody waits for the answer any more, so nobody should pay for it. */
export class CallerGoneError extends ThroughlineError {
  constructor() {
    super('caller_gone', 'refused', 'the caller has closed its connection before it had its answer');
  }
}

/** Aborted when the connection closes before the response has been sent. */
export function callerGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new CallerGoneError());
  });
  return controller.signal;
}
