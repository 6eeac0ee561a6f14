import { Injectable } from '@nestjs/common';
import {
  type BranchPublish,
  BranchPublished,
  BranchRefused,
  type CommitId,
  ThroughlineError,
} from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { traceAsyncOperation } from '@throughline/tracing';
import { Git } from '../git/git.js';
import { GitFailedError } from '../git/git.errors.js';
import { commitOf } from '../git/object-ids.js';
import { isBranchName, refs } from '../git/ref-names.js';
import { Clones } from '../repositories/clones.service.js';
import { blocksPublish, branchCommit, createBranch } from '../repositories/user-branches.js';
import { openUserRepository, type UserRepository } from '../repositories/user-repository.js';
import { PublishRefusedError } from './merge.errors.js';

/** Hands a run's branch to the user. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly git: Git,
    private readonly clones: Clones,
  ) {}

  publish(message: BranchPublish): Promise<BranchPublished | BranchRefused> {
    const { runId, branch } = message;
    const attributes = { 'git.operation': 'publish', 'git.branch': branch };
    return traceAsyncOperation('git_worktree.publish_branch', attributes, async (span) => {
      try {
        const commit = await this.write(message);
        span.setAttribute('git.commit', commit);
        faultPoint('git-worktree.publish.before-answer');
        return new BranchPublished({ runId, branch, commit });
      } catch (error) {
        if (error instanceof ThroughlineError && isFinal(error)) return refused(message, error.message);
        throw error;
      }
    });
  }

  /** Once: a branch that is there with this very commit was written by an earlier try. */
  private async write({ runId, branch, repository }: BranchPublish): Promise<CommitId> {
    if (!isBranchName(branch) || !branch.startsWith('throughline/'))
      throw new PublishRefusedError(
        `${JSON.stringify(branch)} is no name for a branch of ours: it must be throughline/…`,
      );
    const cloneDir = await this.clones.find(repository);
    const gitDir = cloneDir ?? '';
    const commit =
      cloneDir === undefined ? undefined : await commitOf(this.git, refs.head(runId), { gitDir });
    if (cloneDir === undefined || commit === undefined)
      throw new PublishRefusedError(`run ${runId} has no branch to publish`);
    const user = await openUserRepository(this.git, repository.path);
    await this.clones.exclusive(cloneDir, async () => {
      if (!(await this.isThere(user, branch, commit)))
        await createBranch(this.git, user, { cloneDir, branch, commit, base: repository.baseCommit });
    });
    return commit;
  }

  private async isThere(user: UserRepository, branch: string, commit: CommitId): Promise<boolean> {
    const existing = await branchCommit(this.git, user, branch);
    if (existing === commit) return true;
    if (existing !== undefined)
      throw new PublishRefusedError(
        `the repository has a branch ${branch} already, at ${existing}. Rename it and publish ${commit}`,
      );
    if (await blocksPublish(this.git, user))
      throw new PublishRefusedError(
        `the repository has a branch named throughline, so that ${branch} cannot be made. Rename it: git branch -m throughline OTHER-NAME`,
      );
    return false;
  }
}

/** The repository itself is not as it must be; trying again changes nothing. */
const isFinal = (error: ThroughlineError): boolean =>
  error.kind === 'refused' || (error instanceof GitFailedError && isDenied(error));

const isDenied = ({ stderr }: GitFailedError): boolean =>
  /permission denied|read-only file system|insufficient permission/i.test(stderr);

export function refused({ runId, branch }: BranchPublish, reason: string): BranchRefused {
  return new BranchRefused({ runId, branch, reason: reason.slice(0, 4000) });
}
