import { type CommitId, type TreeId, commitId, treeId } from '@throughline/contracts';
import type { Git, GitOptions } from './git.js';

/** The commit that a name means, or undefined when there is none. */
export async function commitOf(git: Git, name: string, options: GitOptions): Promise<CommitId | undefined> {
  const id = await objectOf(git, `${name}^{commit}`, options);
  return id === undefined ? undefined : commitId(id);
}

/** The tree of a commit or tree, or undefined when the repository does not have it. */
export async function treeOf(git: Git, name: string, options: GitOptions): Promise<TreeId | undefined> {
  const id = await objectOf(git, `${name}^{tree}`, options);
  return id === undefined ? undefined : treeId(id);
}

async function objectOf(git: Git, name: string, options: GitOptions): Promise<string | undefined> {
  const argv = ['rev-parse', '--verify', '--quiet', '--end-of-options', name];
  const { exitCode, stdout } = await git.run(argv, { ...options, expected: [0, 1, 128] });
  return exitCode === 0 ? stdout.trim() : undefined;
}
