import { Injectable } from '@nestjs/common';
import { InvalidInputError, type RepositoryRef, WorkspaceOpened } from '@throughline/contracts';
import { traceAsyncOperation } from '@throughline/tracing';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { treeOf } from '../git/object-ids.js';
import { withoutDeadline } from '../git/without-deadline.js';
import { Clones } from '../repositories/clones.service.js';
import { ensureRunHead } from '../repositories/run-heads.js';
import { DiscardMarks } from './discard-marks.service.js';
import { type FenceToken, Fences } from './fences.service.js';
import { Workspace } from './workspace.entity.js';
import { AttemptDiscardedError, WorkspaceNotFoundError } from './workspace.errors.js';
import { type AttemptKey, WorkspacesRepository } from './workspaces.repository.js';
import { Worktrees } from './worktrees.js';

/** Opens and finds attempts' workspaces, and lets only the newest worker write in them. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly clones: Clones,
    private readonly worktrees: Worktrees,
    private readonly fences: Fences,
    private readonly discards: DiscardMarks,
    private readonly workspaces: WorkspacesRepository,
  ) {}

  open(key: AttemptKey, repository: RepositoryRef, fence: FenceToken): Promise<WorkspaceOpened> {
    const attributes = { 'git.operation': 'worktree', 'git.branch': repository.baseBranch };
    return traceAsyncOperation('git_worktree.create_worktree', attributes, async (span) =>
      this.fenced(key, fence, async () => {
        const existing = await this.existing(key);
        const workspace = existing ?? (await withoutDeadline(() => this.create(key, repository)));
        span.setAttribute('git_worktree.resumed', existing !== undefined);
        const { baseCommit, baseTree } = workspace;
        return Object.assign(new WorkspaceOpened(), {
          baseCommit,
          baseTree,
          resumed: existing !== undefined,
        });
      }),
    );
  }

  async find(key: AttemptKey): Promise<Workspace> {
    const workspace = await this.workspaces.find(key);
    if (workspace === null) throw new WorkspaceNotFoundError(key.runId, key.taskId, key.attempt);
    return workspace;
  }

  /** Runs `write` on the workspace if no newer worker of the task is known. */
  write<T>(key: AttemptKey, fence: FenceToken, write: (workspace: Workspace) => Promise<T>): Promise<T> {
    return this.fenced(key, fence, async () => write(await this.find(key)));
  }

  private async fenced<T>(key: AttemptKey, fence: FenceToken, write: () => Promise<T>): Promise<T> {
    if (fence.attempt !== key.attempt)
      throw new InvalidInputError(
        `fence.attempt must be the attempt of the path (${key.attempt}), but is ${fence.attempt}`,
      );
    return this.fences.guard(key.runId, key.taskId, fence, async () => {
      if (await this.discards.cover(key)) throw new AttemptDiscardedError(key.taskId, key.attempt);
      return write();
    });
  }

  private async existing(key: AttemptKey): Promise<Workspace | undefined> {
    const workspace = await this.workspaces.find(key);
    return workspace !== null && (await this.worktrees.isThere(workspace)) ? workspace : undefined;
  }

  /** The row comes last: what has none was not completed, and is made anew. */
  private async create(key: AttemptKey, repository: RepositoryRef): Promise<Workspace> {
    const cloneDir = await this.clones.withBase(repository);
    await this.workspaces.saveClone(key.runId, cloneDir);
    const workTree = this.layout.workspace(key.runId, key.taskId, key.attempt);
    const { place, head } = await this.clones.exclusive(cloneDir, async () => {
      const head = await ensureRunHead(this.git, cloneDir, key.runId, repository);
      return { place: await this.worktrees.add(cloneDir, workTree, head), head };
    });
    await this.worktrees.fill(place, head);
    const baseTree = (await treeOf(this.git, head, { gitDir: cloneDir })) ?? repository.baseTree;
    const { runId, taskId, attempt } = key;
    const described = { runId, taskId, attempt, ...place, baseCommit: head, baseTree };
    const workspace = Object.assign(new Workspace(), described);
    await this.workspaces.save(workspace);
    return workspace;
  }
}
