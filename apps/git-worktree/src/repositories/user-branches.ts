import { stat } from 'node:fs/promises';
import { type CommitId, isCommitId } from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import type { Git, GitOptions } from '../git/git.js';
import { noObject } from '../git/ref-names.js';
import { transferObjects } from './object-transfer.js';
import type { UserRepository } from './user-repository.js';

/** Name that no branch may have, since `throughline/…` is a folder of branches. */
const BLOCKER = 'refs/heads/throughline';

/** The commit of the user's branch, or undefined when there is none of exactly that name. */
export async function branchCommit(
  git: Git,
  { gitDir }: UserRepository,
  branch: string,
): Promise<CommitId | undefined> {
  const argv = ['for-each-ref', '--format=%(refname) %(objectname)', `refs/heads/${branch}`];
  const { stdout } = await git.run(argv, { gitDir });
  const line = stdout.split('\n').find((each) => each.startsWith(`refs/heads/${branch} `));
  const id = line?.slice(line.lastIndexOf(' ') + 1);
  return id !== undefined && isCommitId(id) ? id : undefined;
}

export async function blocksPublish(git: Git, { gitDir }: UserRepository): Promise<boolean> {
  const { stdout } = await git.run(['for-each-ref', '--format=%(refname)', BLOCKER], { gitDir });
  return stdout.split('\n').includes(BLOCKER);
}

export interface NewBranch {
  readonly cloneDir: string;
  readonly branch: string;
  readonly commit: CommitId;
  readonly base: CommitId;
}

/** The one write into a user's repository: new objects, and one branch that must not have been there. */
export async function createBranch(
  git: Git,
  repository: UserRepository,
  { cloneDir, branch, commit, base }: NewBranch,
): Promise<void> {
  const to: GitOptions = { gitDir: repository.gitDir, branch, ...(await asOwner(repository.gitDir)) };
  if (commit !== base)
    await transferObjects(git, { from: { gitDir: cloneDir }, to, want: commit, have: [base] });
  faultPoint('git-worktree.publish.before-branch');
  const argv = [
    'update-ref',
    '-m',
    'throughline: published',
    `refs/heads/${branch}`,
    commit,
    noObject(commit),
  ];
  await git.run(argv, to);
}

/** A platform run by root writes as the repository's owner, who could not change files of root's later. */
async function asOwner(gitDir: string): Promise<Pick<GitOptions, 'owner'>> {
  const { uid, gid } = await stat(gitDir);
  return process.getuid?.() === 0 && uid !== 0 ? { owner: { uid, gid } } : {};
}
