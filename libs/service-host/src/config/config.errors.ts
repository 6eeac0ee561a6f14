import { ThroughlineError } from '@throughline/contracts';

/** One or more variables hold what cannot be used; each line names one, what was expected and what was found. */
export class ConfigError extends ThroughlineError {
  constructor(readonly problems: readonly string[]) {
    super('invalid_configuration', 'invalid', problems.join('\n'), { fields: { problems } });
  }
}
