import { ThroughlineError } from '@throughline/contracts';

export class DeadLetterNotFoundError extends ThroughlineError {
  constructor(id: string) {
    super(
      'dead_letter_not_found',
      'not_found',
      `there is no dead letter ${id.slice(0, 100)}. List them with: throughline dead-letters list`,
      { fields: { deadLetter: id.slice(0, 100) } },
    );
  }
}
