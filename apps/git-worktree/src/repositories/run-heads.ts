import type { CommitId, RepositoryRef, RunId } from '@throughline/contracts';
import type { Git } from '../git/git.js';
import { commitOf } from '../git/object-ids.js';
import { noObject, refs } from '../git/ref-names.js';

/** The head of the run's branch in our clone; a run that has none yet starts at its base. */
export async function ensureRunHead(
  git: Git,
  cloneDir: string,
  run: RunId,
  repository: RepositoryRef,
): Promise<CommitId> {
  const at = { gitDir: cloneDir };
  const head = await commitOf(git, refs.head(run), at);
  if (head !== undefined) return head;
  const { baseCommit } = repository;
  await git.run(['update-ref', refs.head(run), baseCommit, noObject(baseCommit)], at);
  return baseCommit;
}
