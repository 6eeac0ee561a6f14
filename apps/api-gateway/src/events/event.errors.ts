import { InvalidInputError, ThroughlineError } from '@throughline/contracts';

export class TooManyEventStreamsError extends ThroughlineError {
  constructor(bound: number) {
    super(
      'too_many_event_streams',
      'too_many',
      `${bound} event streams are open already; close one, or set GATEWAY_MAX_EVENT_STREAMS higher`,
      { retryAfterSeconds: 5 },
    );
  }
}

/** @throws {InvalidInputError} unless it is absent or the number of an event */
export function parseLastEventId(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return text;
  throw new InvalidInputError('the header Last-Event-ID must be the id of an event: a whole number');
}
