import type { RunId } from '@throughline/contracts';
import type { Git } from '../git/git.js';
import { refs } from '../git/ref-names.js';

/** A run of 500 tasks that were tried five times has five thousand refs of some 150 bytes. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/** Deletes every ref of the runs from a clone of ours, in one transaction of git. Refs that are gone are no error. */
export async function deleteRefsOf(git: Git, gitDir: string, runs: readonly RunId[]): Promise<void> {
  // Without a pattern git lists all refs that there are.
  if (runs.length === 0) return;
  const patterns = runs.flatMap((run) => [refs.run(run), refs.graves(run)]);
  const list = ['for-each-ref', '--format=delete %(refname) %(objectname)', ...patterns];
  const { stdout: input } = await git.run(list, { gitDir, maxOutputBytes: MAX_LIST_BYTES });
  if (input !== '') await git.run(['update-ref', '--stdin'], { gitDir, input });
}
