import { ThroughlineError } from '@throughline/contracts';

/** A tree that is too large to be laid out. */
export class TreeTooLargeError extends ThroughlineError {
  constructor(tree: string, limit: number) {
    super(
      'tree_too_large',
      'refused',
      `the tree ${tree} is larger than ${limit} bytes. Raise VERIFICATION_TREE_BYTES to check it`,
      {
        fields: { tree, limit },
      },
    );
  }
}

/** The archive of a tree broke off, or could not be unpacked. */
export class TreeUnreadableError extends ThroughlineError {
  constructor(tree: string, why: string, cause?: unknown) {
    super(
      'tree_unreadable',
      'unavailable',
      `the files of tree ${tree} could not be laid out: ${why}. It is tried again`,
      {
        fields: { tree },
        cause,
      },
    );
  }
}

/** More commands wait for a sandbox than may. */
export class SandboxBusyError extends ThroughlineError {
  constructor(waiting: number) {
    super(
      'sandbox_busy',
      'too_many',
      `${waiting} commands wait for a sandbox already. Try again, or raise VERIFICATION_MAX_SANDBOXES`,
      {
        retryAfterSeconds: 5,
      },
    );
  }
}
