import { Injectable } from '@nestjs/common';
import { type CommitId, isCommitId, type MergeCommit, type TreeId } from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { commitTree } from '../git/commit-tree.js';
import { Git } from '../git/git.js';
import { commitOf, treeOf } from '../git/object-ids.js';
import { refs } from '../git/ref-names.js';
import { Clones } from '../repositories/clones.service.js';
import { mergeTrees } from './merge-tree.js';
import { MergeRefusedError } from './merge.errors.js';

interface Merged {
  readonly head: CommitId;
  readonly tree: TreeId;
}

/**
 * Moves the run's branch. Order matters, for the process may die between any two steps: the merge is noted
 * under the task's own ref first and the branch moved last, by compare-and-swap; a noted merge that the
 * branch does not contain was not made.
 */
@Injectable()
export class MergeWriter {
  constructor(
    private readonly git: Git,
    private readonly clones: Clones,
  ) {}

  async write(message: MergeCommit): Promise<Merged> {
    const gitDir = await this.clones.withBase(message.repository);
    return this.clones.exclusive(gitDir, async () => {
      const head = await commitOf(this.git, refs.head(message.runId), { gitDir });
      if (head === undefined) throw new MergeRefusedError('error', `run ${message.runId} has no branch yet`);
      return (await this.earlier(gitDir, message, head)) ?? (await this.merge(gitDir, message, head));
    });
  }

  private async earlier(
    gitDir: string,
    { runId, taskId, commit }: MergeCommit,
    head: CommitId,
  ): Promise<Merged | undefined> {
    const noted = await commitOf(this.git, refs.merged(runId, taskId), { gitDir });
    if (noted === undefined || !(await this.contains(gitDir, head, noted))) return undefined;
    if (!(await this.contains(gitDir, noted, commit)))
      throw new MergeRefusedError('error', `another commit of task ${taskId} has been merged already`);
    const tree = await treeOf(this.git, noted, { gitDir });
    return tree === undefined ? undefined : { head: noted, tree };
  }

  private async merge(gitDir: string, message: MergeCommit, head: CommitId): Promise<Merged> {
    const { runId, taskId, tree } = message;
    if (head !== message.head)
      throw new MergeRefusedError(
        'head_moved',
        `the run's branch is at ${head}, not at ${message.head} as the merge was verified`,
      );
    const next = await this.mergeCommit(gitDir, message);
    await this.git.run(['update-ref', refs.merged(runId, taskId), next], { gitDir });
    faultPoint('git-worktree.merge.before-move');
    await this.git.run(['update-ref', refs.head(runId), next, head], { gitDir, branch: refs.head(runId) });
    return { head: next, tree };
  }

  /** The attempt's own commit when the branch can simply move on to it, else a commit of both. */
  private async mergeCommit(gitDir: string, message: MergeCommit): Promise<CommitId> {
    const { head, commit, tree, title: text } = message;
    if ((await commitOf(this.git, commit, { gitDir })) === undefined)
      throw new MergeRefusedError('error', `the clone has no commit ${commit}`);
    const merge = await mergeTrees(this.git, gitDir, head, commit);
    if (!merge.clean || merge.tree !== tree)
      throw new MergeRefusedError(
        'error',
        `merging ${commit} does not give the tree ${tree} that was verified`,
      );
    if (await this.contains(gitDir, head, commit)) return head;
    if (await this.contains(gitDir, commit, head)) return commit;
    return commitTree(this.git, gitDir, { tree, parents: [head, commit], text, origin: message });
  }

  /** Whether everything of `part` is in `whole` already. */
  private async contains(gitDir: string, whole: CommitId, part: CommitId): Promise<boolean> {
    const base = await this.git.line(['merge-base', whole, part], { gitDir, expected: [0, 1] });
    return isCommitId(base) && base === part;
  }
}
