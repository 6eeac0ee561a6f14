import {
  type CommitId,
  type Fields,
  type RepositoryRef,
  type TreeId,
  isCommitId,
} from '@throughline/contracts';
import { GitFailedError } from '../git/git.errors.js';
import type { Git } from '../git/git.js';
import { commitOf, treeOf } from '../git/object-ids.js';
import { isBranchName } from '../git/ref-names.js';
import {
  BaseInvalidError,
  BaseNotFoundError,
  RepositoryBrokenError,
  RepositoryEmptyError,
} from './repository.errors.js';
import type { UserRepository } from './user-repository.js';

/** Finds the commit that a run starts from, and makes sure that all of its files are there. */
export async function resolveBase(
  git: Git,
  repository: UserRepository,
  base: string | undefined,
): Promise<Fields<RepositoryRef>> {
  const { path } = repository;
  if (base !== undefined && !isBranchName(base)) throw new BaseInvalidError(path, base);
  const found = base === undefined ? await checkedOut(git, repository) : await named(git, repository, base);
  if (found === undefined) throw await whyNoBase(git, repository, base);
  const baseTree = await completeTree(git, repository, found.commit);
  return { path, baseBranch: found.name, baseCommit: found.commit, baseTree };
}

async function completeTree(git: Git, repository: UserRepository, commit: CommitId): Promise<TreeId> {
  const tree = await treeOf(git, commit, { gitDir: repository.gitDir });
  if (tree === undefined)
    throw new RepositoryBrokenError(repository.path, `the tree of commit ${commit} is missing`);
  await checkObjects(git, repository, commit);
  return tree;
}

interface Base {
  readonly name: string;
  readonly commit: CommitId;
}

async function checkedOut(git: Git, repository: UserRepository): Promise<Base | undefined> {
  const { gitDir } = repository;
  const { stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD'], { gitDir, expected: [0, 1] });
  const ref = stdout.trim();
  const commit = await commitUnder(git, repository, ref === '' ? 'HEAD' : ref);
  if (commit === undefined) return undefined;
  return { name: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : 'HEAD', commit };
}

/** A branch goes before a full commit id, a tag and another repository's branch of the same name. */
async function named(git: Git, repository: UserRepository, name: string): Promise<Base | undefined> {
  const candidates = [
    `refs/heads/${name}`,
    ...(isCommitId(name) ? [name] : []),
    `refs/tags/${name}`,
    `refs/remotes/${name}`,
  ];
  for (const candidate of candidates) {
    const commit = await commitUnder(git, repository, candidate);
    if (commit !== undefined) return { name, commit };
  }
  return undefined;
}

async function commitUnder(
  git: Git,
  { path, gitDir }: UserRepository,
  name: string,
): Promise<CommitId | undefined> {
  const commit = await commitOf(git, name, { gitDir });
  if (commit !== undefined || isCommitId(name)) return commit;
  const argv = ['rev-parse', '--verify', '--quiet', '--end-of-options', name];
  const { exitCode } = await git.run(argv, { gitDir, expected: [0, 1, 128] });
  if (exitCode === 0)
    throw new RepositoryBrokenError(path, `${name} does not lead to a commit that is there`);
  return undefined;
}

async function whyNoBase(
  git: Git,
  { path, gitDir }: UserRepository,
  base: string | undefined,
): Promise<Error> {
  const anyRef = await git.line(['for-each-ref', '--count=1', '--format=%(refname)'], { gitDir });
  return anyRef === '' ? new RepositoryEmptyError(path) : new BaseNotFoundError(path, base ?? 'HEAD');
}

/** Reads the list of all objects of the commit's tree: a run must not find out later that one is missing. */
async function checkObjects(git: Git, { path, gitDir }: UserRepository, commit: CommitId): Promise<void> {
  try {
    await git.run(['rev-list', '--objects', '--no-walk', '--quiet', commit], { gitDir });
  } catch (error) {
    if (error instanceof GitFailedError) throw new RepositoryBrokenError(path, error.stderr);
    throw error;
  }
}
