import { Injectable } from '@nestjs/common';
import { type CommitId, SnapshotTaken, type TreeId, WorkspaceCommitted } from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { traceAsyncOperation } from '@throughline/tracing';
import { commitTree } from '../git/commit-tree.js';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { commitOf, treeOf } from '../git/object-ids.js';
import { noObject, refs } from '../git/ref-names.js';
import { countChanges, snapshotTree } from './snapshot.js';
import type { Workspace } from './workspace.entity.js';
import type { FenceToken } from './fences.service.js';
import type { AttemptKey } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

/** Workspaces as trees and commits. */
@Injectable()
export class CommitsService {
  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly workspaces: WorkspacesService,
  ) {}

  snapshot(key: AttemptKey, fence: FenceToken): Promise<SnapshotTaken> {
    return this.workspaces.write(key, fence, async (workspace) => {
      const tree = await snapshotTree(this.git, workspace, this.layout.scratch);
      return Object.assign(new SnapshotTaken(), { tree, changedFiles: await this.changes(workspace, tree) });
    });
  }

  commit(key: AttemptKey, message: string, fence: FenceToken): Promise<WorkspaceCommitted> {
    const branch = refs.attempt(key.runId, key.taskId, key.attempt);
    return traceAsyncOperation(
      'git_worktree.commit',
      { 'git.operation': 'commit', 'git.branch': branch },
      (span) =>
        this.workspaces.write(key, fence, async (workspace) => {
          const { commit, tree } =
            (await this.earlier(workspace, branch)) ?? (await this.create(workspace, branch, message));
          span.setAttributes({ 'git.commit': commit, 'git.tree': tree });
          faultPoint('git-worktree.commit.before-answer');
          return Object.assign(new WorkspaceCommitted(), {
            commit,
            tree,
            changedFiles: await this.changes(workspace, tree),
          });
        }),
    );
  }

  /** An attempt is committed once: its ref says that it was, whoever has missed the answer. */
  private async earlier({ cloneDir }: Workspace, ref: string): Promise<Committed | undefined> {
    const commit = await commitOf(this.git, ref, { gitDir: cloneDir });
    const tree = commit === undefined ? undefined : await treeOf(this.git, commit, { gitDir: cloneDir });
    return commit === undefined || tree === undefined ? undefined : { commit, tree };
  }

  private async create(workspace: Workspace, ref: string, text: string): Promise<Committed> {
    const { cloneDir, baseCommit, baseTree } = workspace;
    const tree = await snapshotTree(this.git, workspace, this.layout.scratch);
    if (tree === baseTree) return { commit: baseCommit, tree };
    const commit = await commitTree(this.git, cloneDir, {
      tree,
      parents: [baseCommit],
      text,
      origin: workspace,
    });
    await this.git.run(['update-ref', ref, commit, noObject(commit)], { gitDir: cloneDir, branch: ref });
    return { commit, tree };
  }

  private changes({ cloneDir, baseTree }: Workspace, tree: TreeId): Promise<number> {
    return countChanges(this.git, cloneDir, baseTree, tree);
  }
}

interface Committed {
  readonly commit: CommitId;
  readonly tree: TreeId;
}
