import { type CommitId, type TreeId, commitId } from '@throughline/contracts';
import { type Origin, commitMessage } from './commit-message.js';
import type { Git } from './git.js';

export interface NewCommit {
  readonly tree: TreeId;
  readonly parents: readonly CommitId[];
  readonly text: string;
  readonly origin: Origin;
}

/** Stores a commit in the clone; no ref and no working tree has a part in it. */
export async function commitTree(
  git: Git,
  gitDir: string,
  { tree, parents, text, origin }: NewCommit,
): Promise<CommitId> {
  const argv = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  return commitId(await git.line(argv, { gitDir, input: commitMessage(text, origin) }));
}
