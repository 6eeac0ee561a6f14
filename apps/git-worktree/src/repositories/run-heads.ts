import type { CommitId, RepositoryRef, RunId } from '@throughline/contracts';
import type { Git } from '../git/git.js';
import { commitOf } from '../git/object-ids.js';
import { noObject, refs } from '../git/ref-names.js';

/**
 * The head of the run's branch in our clone; a run that has none yet starts at its base, or where the run ended with
 * whose work it goes on.
 */
export async function ensureRunHead(
  git: Git,
  cloneDir: string,
  run: RunId,
  repository: RepositoryRef,
): Promise<CommitId> {
  const at = { gitDir: cloneDir };
  const head = await commitOf(git, refs.head(run), at);
  if (head !== undefined) return head;
  const start = repository.startCommit ?? repository.baseCommit;
  await git.run(['update-ref', refs.head(run), start, noObject(start)], at);
  return start;
}
