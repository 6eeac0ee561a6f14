import { InvalidInputError } from '@throughline/contracts';

/** Where an event stands among those of all runs: by its transaction, and within that by its number. */
export interface EventPosition {
  readonly transactionId: string;
  readonly sequence: string;
}

export const FIRST_POSITION: EventPosition = { transactionId: '0', sequence: '0' };

const FORM = /^(\d{1,19})-(\d{1,18})$/;
/** A transaction id of Postgres has 64 bits. */
const LARGEST = 2n ** 64n - 1n;

/** As it is the id of a server-sent event. */
export const formatPosition = ({ transactionId, sequence }: EventPosition): string =>
  `${transactionId}-${sequence}`;

/** @throws {InvalidInputError} unless the text is the id of an event of this stream */
export function parsePosition(text: string): EventPosition {
  const [, transactionId, sequence] = FORM.exec(text) ?? [];
  if (transactionId !== undefined && sequence !== undefined && BigInt(transactionId) <= LARGEST)
    return { transactionId, sequence };
  throw new InvalidInputError(
    'the header Last-Event-ID must be the id of an event of this stream, such as 8123-77',
  );
}
