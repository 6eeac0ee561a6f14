import type { Git } from '../git/git.js';
import { textOf } from '../workspaces/text-edit.js';
import { type ConflictedFile, conflictFeedback } from './conflict-feedback.js';
import type { Merge } from './merge-tree.js';

const MAX_FILES = 20;
const MAX_FILE_BYTES = 1024 * 1024;

/** The text of a conflict, from the files that git has left with markers in the merge's tree. */
export async function readConflicts(
  git: Git,
  gitDir: string,
  merge: Merge & { clean: false },
): Promise<string> {
  const files: ConflictedFile[] = [];
  for (const path of merge.files.slice(0, MAX_FILES))
    files.push({ path, text: await markedText(git, gitDir, merge.tree, path) });
  return conflictFeedback(files, merge.notes);
}

async function markedText(git: Git, gitDir: string, tree: string, path: string): Promise<string | undefined> {
  const options = { gitDir, expected: [0, 128], maxOutputBytes: MAX_FILE_BYTES, cutOutput: true };
  const { bytes, exitCode } = await git.run(['cat-file', 'blob', `${tree}:${path}`], options);
  return exitCode === 0 ? textOf(bytes) : undefined;
}
