import { ThroughlineError } from '@throughline/contracts';

const WHERE =
  'The token is in the file "token" of the state folder (THROUGHLINE_HOME); send it as "Authorization: Bearer TOKEN"';

export class MissingTokenError extends ThroughlineError {
  constructor() {
    super('missing_token', 'unauthenticated', `this request carries no token. ${WHERE}`);
  }
}

export class WrongTokenError extends ThroughlineError {
  constructor() {
    super(
      'wrong_token',
      'unauthenticated',
      `the token of this request is not that of this platform. ${WHERE}`,
    );
  }
}
