import { ThroughlineError } from '@throughline/contracts';

export class DeadLetterNotFoundError extends ThroughlineError {
  constructor(id: string) {
    super(
      'dead_letter_not_found',
      'not_found',
      `there is no dead letter ${id.slice(0, 100)}. Look for its id in the list of dead letters`,
      { fields: { deadLetter: id.slice(0, 100) } },
    );
  }
}
