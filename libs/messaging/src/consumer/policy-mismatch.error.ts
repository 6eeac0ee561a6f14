import { ThroughlineError } from '@throughline/contracts';
import type { ConstitutionalHashError } from '@throughline/tracing';

/** The message was made under another policy than this service works under: no retry makes it another message. */
export class PolicyMismatchError extends ThroughlineError {
  constructor(cause: ConstitutionalHashError) {
    super('constitutional_hash_mismatch', 'invalid', `A message is refused: ${cause.message}`, {
      fields: { received: cause.received },
      cause,
    });
  }
}
