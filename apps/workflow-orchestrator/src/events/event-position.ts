import { InvalidInputError } from '@throughline/contracts';

/** Where an event stands among those of all runs: by its transaction, and within that by its number. */
export interface EventPosition {
  readonly transactionId: string;
  readonly sequence: string;
}

export const FIRST_POSITION: EventPosition = { transactionId: '0', sequence: '0' };

/** Of so many digits each number is one that Postgres can hold. */
const FORM = /^(\d{1,19})-(\d{1,18})$/;

/** As it is the id of a server-sent event. */
export const formatPosition = ({ transactionId, sequence }: EventPosition): string =>
  `${transactionId}-${sequence}`;

/** @throws {InvalidInputError} unless the text is the id of an event of this stream */
export function parsePosition(text: string): EventPosition {
  const [, transactionId, sequence] = FORM.exec(text) ?? [];
  if (transactionId !== undefined && sequence !== undefined) return { transactionId, sequence };
  throw new InvalidInputError(
    'the header Last-Event-ID must be the id of an event of this stream, such as 8123-77',
  );
}
