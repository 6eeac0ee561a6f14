import { type ErrorKind, ThroughlineError } from '@throughline/contracts';

abstract class RepositoryError extends ThroughlineError {
  constructor(code: string, kind: ErrorKind, path: string, message: string, cause?: unknown) {
    super(code, kind, message, { fields: { path: path.slice(0, 4096) }, cause });
  }
}

export class RepositoryPathInvalidError extends RepositoryError {
  constructor(path: string) {
    const shown = JSON.stringify(path.slice(0, 200));
    super(
      'repository_path_invalid',
      'invalid',
      path,
      `${shown} is not an absolute path. Give the full path of the repository`,
    );
  }
}

export class RepositoryNotAllowedError extends RepositoryError {
  constructor(path: string, why: string) {
    super('repository_not_allowed', 'refused', path, `${path} may not be used as a repository: ${why}`);
  }
}

export class RepositoryNotFoundError extends RepositoryError {
  constructor(path: string, cause?: unknown) {
    super(
      'repository_not_found',
      'refused',
      path,
      `there is no folder ${path}. Check the path of the repository`,
      cause,
    );
  }
}

export class RepositoryUnreadableError extends RepositoryError {
  constructor(path: string, cause?: unknown) {
    const text = `${path} may not be read by the platform. Give its user the right to read it`;
    super('repository_unreadable', 'refused', path, text, cause);
  }
}

export class NotARepositoryError extends RepositoryError {
  constructor(path: string) {
    super('not_a_repository', 'refused', path, `${path} is not in a git repository. Make one with: git init`);
  }
}

export class RepositoryBrokenError extends RepositoryError {
  constructor(path: string, why: string) {
    const text = `the git repository at ${path} cannot be read completely: ${why.trim().slice(0, 1000)}. Look at it with: git fsck`;
    super('repository_broken', 'refused', path, text);
  }
}

export class RepositoryEmptyError extends RepositoryError {
  constructor(path: string) {
    super(
      'repository_empty',
      'refused',
      path,
      `the repository at ${path} has no commits. Commit something to start from`,
    );
  }
}

export class BaseInvalidError extends RepositoryError {
  constructor(path: string, base: string) {
    const shown = JSON.stringify(base.slice(0, 200));
    super(
      'base_invalid',
      'invalid',
      path,
      `${shown} is no name of a branch. Give a branch's short name, such as main`,
    );
  }
}

export class BaseNotFoundError extends RepositoryError {
  constructor(path: string, base: string) {
    const text = `the repository at ${path} has no commit under the name ${base}. List the branches with: git branch --all`;
    super('base_not_found', 'refused', path, text);
  }
}

export class BranchBlocksPublishError extends RepositoryError {
  constructor(path: string) {
    const text =
      `the repository at ${path} has a branch named throughline, so that no branch throughline/… can be made. ` +
      'Rename it with: git branch -m throughline OTHER-NAME';
    super('branch_blocks_publish', 'refused', path, text);
  }
}

export class RepositoryBusyError extends RepositoryError {
  constructor(path: string) {
    super(
      'repository_busy',
      'unavailable',
      path,
      `git processes of an earlier start still work on ${path}. Try again in a moment`,
    );
  }
}

export class TreeNotFoundError extends ThroughlineError {
  constructor(tree: string) {
    super('tree_not_found', 'not_found', `there is no tree ${tree} in the clone of this repository`, {
      fields: { tree },
    });
  }
}
