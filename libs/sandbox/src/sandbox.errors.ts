import { ThroughlineError } from '@throughline/contracts';

/** The machine cannot run the sandbox: nothing foreign is run then. */
export class SandboxUnavailableError extends ThroughlineError {
  constructor(reason: string, cause?: unknown) {
    super(
      'sandbox_unavailable',
      'unavailable',
      `commands cannot be run, because the sandbox does not work here: ${reason}. Nothing foreign is run until it does`,
      // It takes a person to change the machine.
      { fields: { reason }, retryable: false, cause },
    );
  }
}

/** A command without a word in it. */
export class CheckEmptyError extends ThroughlineError {
  constructor() {
    super('check_empty', 'invalid', 'a check is empty. Give it a command, like: --check "npm test"');
  }
}

/** A command that only a shell could run. */
export class CheckNotSplittableError extends ThroughlineError {
  constructor(command: string, why: string) {
    super(
      'check_not_splittable',
      'invalid',
      `the check ${JSON.stringify(command.slice(0, 200))} cannot be run without a shell: ${why}. ` +
        'Put it into a script of the repository (a package.json script, say) and give that as the check',
      { fields: { command: command.slice(0, 1000), why } },
    );
  }
}
