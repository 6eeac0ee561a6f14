import { type CommitId, type TreeId, treeId } from '@throughline/contracts';
import type { Git } from '../git/git.js';
import { type ConflictNote, parseMergeTree } from './merge-output.js';

export type Merge =
  | { readonly clean: true; readonly tree: TreeId }
  | {
      readonly clean: false;
      readonly tree: TreeId;
      readonly files: readonly string[];
      readonly notes: readonly ConflictNote[];
    };

/** Merges two commits into a tree; no ref, index or working tree has a part in it. */
export async function mergeTrees(git: Git, gitDir: string, ours: CommitId, theirs: CommitId): Promise<Merge> {
  const argv = ['merge-tree', '--write-tree', '-z', '--name-only', '--messages', ours, theirs];
  const { stdout, exitCode } = await git.run(argv, { gitDir, expected: [0, 1] });
  const { tree, files, notes } = parseMergeTree(stdout);
  return exitCode === 0
    ? { clean: true, tree: treeId(tree) }
    : { clean: false, tree: treeId(tree), files, notes };
}
