import { DeadlineExceededError, type ErrorFields, ThroughlineError } from '@throughline/contracts';

const firstLines = (text: string): string => text.trim().slice(0, 2000);

/** A git command ended in a way that its caller did not expect. */
export class GitFailedError extends ThroughlineError {
  readonly stderr: string;

  constructor(operation: string, exitCode: number, stderr: string) {
    super('git_failed', 'internal', `git ${operation} ended with code ${exitCode}: ${firstLines(stderr)}`, {
      fields: { operation, exitCode },
    });
    this.stderr = stderr;
  }
}

export class GitMissingError extends ThroughlineError {
  constructor(cause?: unknown) {
    super(
      'git_missing',
      'unavailable',
      'git cannot be started. Install git 2.38 or newer and put it on the PATH',
      {
        cause,
      },
    );
  }
}

export class GitTooOldError extends ThroughlineError {
  constructor(found: string) {
    super(
      'git_too_old',
      'unavailable',
      `git ${found} is too old: 2.38 or newer is needed. Install a newer git`,
      {
        fields: { found },
        retryable: false,
      },
    );
  }
}

export class GitOutputTooLargeError extends ThroughlineError {
  constructor(operation: string, limit: number) {
    super(
      'git_output_too_large',
      'refused',
      `git ${operation} wrote more than ${limit} bytes, which is not read. Take large files out of the repository`,
      {
        fields: { operation, limit },
      },
    );
  }
}

export class GitCancelledError extends ThroughlineError {
  constructor(operation: string, cause?: unknown) {
    super(
      'git_cancelled',
      'unavailable',
      `git ${operation} was stopped before its end. Try again once the service runs`,
      {
        fields: { operation } satisfies ErrorFields,
        cause,
      },
    );
  }
}

export class GitTimedOutError extends DeadlineExceededError {
  constructor(operation: string) {
    super(`git ${operation}`);
  }
}
