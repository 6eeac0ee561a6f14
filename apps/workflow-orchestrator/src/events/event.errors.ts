import { InvalidInputError } from '@throughline/contracts';

/** An id of another installation, or a made-up one: whoever went on after it would miss what happens until then. */
export class UnknownEventError extends InvalidInputError {
  constructor(id: string) {
    super(
      `no event has had the id ${id} yet. Leave the header Last-Event-ID out, or send one that came from here`,
    );
  }
}
