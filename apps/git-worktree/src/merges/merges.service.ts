import { Injectable } from '@nestjs/common';
import {
  type CommitId,
  type MergeCommit,
  MergeCommitted,
  MergeConflicted,
  MergeFailed,
  type MergeFailure,
  type MergePrepare,
  MergePrepared,
} from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { traceAsyncOperation } from '@throughline/tracing';
import { Git } from '../git/git.js';
import { commitOf } from '../git/object-ids.js';
import { refs } from '../git/ref-names.js';
import { Clones } from '../repositories/clones.service.js';
import { ensureRunHead } from '../repositories/run-heads.js';
import { Fences } from '../workspaces/fences.service.js';
import { FencedError } from '../workspaces/workspace.errors.js';
import { readConflicts } from './conflicted-files.js';
import { MergeWriter } from './merge-writer.js';
import { mergeTrees } from './merge-tree.js';
import { MergeRefusedError } from './merge.errors.js';

type Fenced = Pick<MergePrepare, 'runId' | 'taskId' | 'attempt' | 'epoch'>;

/** Merges attempts with their run's branch. Its answers are the messages to publish. */
@Injectable()
export class MergesService {
  constructor(
    private readonly git: Git,
    private readonly clones: Clones,
    private readonly fences: Fences,
    private readonly writer: MergeWriter,
  ) {}

  prepare(message: MergePrepare): Promise<MergePrepared | MergeConflicted | MergeFailed> {
    const attributes = { 'git.operation': 'merge-tree', 'git.branch': refs.head(message.runId) };
    return traceAsyncOperation('git_worktree.merge_prepare', attributes, (span) =>
      this.fenced(message, async () => {
        const answer = await this.tryMerge(message);
        if (answer instanceof MergePrepared) span.setAttribute('git.tree', answer.tree);
        return answer;
      }),
    );
  }

  commit(message: MergeCommit): Promise<MergeCommitted | MergeFailed> {
    const attributes = {
      'git.operation': 'merge',
      'git.branch': refs.head(message.runId),
      'git.tree': message.tree,
    };
    return traceAsyncOperation('git_worktree.merge_commit', attributes, (span) =>
      this.fenced(message, async () => {
        const { head, tree } = await this.writer.write(message);
        span.setAttribute('git.commit', head);
        faultPoint('git-worktree.merge.before-answer');
        return new MergeCommitted({ ...fenceOf(message), head, tree });
      }),
    );
  }

  private async tryMerge(message: MergePrepare): Promise<MergePrepared | MergeConflicted> {
    const gitDir = await this.clones.withBase(message.repository);
    const { repository, runId } = message;
    const head = await this.clones.exclusive(gitDir, () =>
      ensureRunHead(this.git, gitDir, runId, repository),
    );
    const commit = await this.known(gitDir, message.commit);
    const merge = await mergeTrees(this.git, gitDir, head, commit);
    if (merge.clean) return new MergePrepared({ ...fenceOf(message), commit, tree: merge.tree, head });
    const feedback = await readConflicts(this.git, gitDir, merge);
    return new MergeConflicted({ ...fenceOf(message), files: merge.files.slice(0, 200), feedback });
  }

  private async known(gitDir: string, commit: CommitId): Promise<CommitId> {
    const found = await commitOf(this.git, commit, { gitDir });
    if (found === undefined) throw new MergeRefusedError('error', `the clone has no commit ${commit}`);
    return found;
  }

  /** What cannot be merged is an answer too; only faults of the machinery are errors. */
  private async fenced<T>(message: Fenced, write: () => Promise<T>): Promise<T | MergeFailed> {
    try {
      return await this.fences.guard(message.runId, message.taskId, message, write);
    } catch (error) {
      if (error instanceof FencedError) return mergeFailed(message, 'fenced', error.message);
      if (error instanceof MergeRefusedError) return mergeFailed(message, error.failure, error.message);
      throw error;
    }
  }
}

export function mergeFailed(message: Fenced, failure: MergeFailure, reason: string): MergeFailed {
  return new MergeFailed({ ...fenceOf(message), failure, reason: reason.slice(0, 4000) });
}

const fenceOf = ({ runId, taskId, attempt, epoch }: Fenced): Fenced => ({ runId, taskId, attempt, epoch });
