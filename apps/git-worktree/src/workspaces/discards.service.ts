import { Injectable } from '@nestjs/common';
import type { RunId, WorkspaceDiscard } from '@throughline/contracts';
import { commitTree } from '../git/commit-tree.js';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { treeOf } from '../git/object-ids.js';
import { refs } from '../git/ref-names.js';
import { Clones } from '../repositories/clones.service.js';
import { DiscardMarks } from './discard-marks.service.js';
import { Fences } from './fences.service.js';
import { snapshotTree } from './snapshot.js';
import type { Workspace } from './workspace.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';
import { Worktrees } from './worktrees.js';

/** Removes what is not needed any more; work that no commit holds is saved first. */
@Injectable()
export class DiscardsService {
  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly clones: Clones,
    private readonly worktrees: Worktrees,
    private readonly workspaces: WorkspacesRepository,
    private readonly fences: Fences,
    private readonly marks: DiscardMarks,
  ) {}

  async discard({ runId, taskId, attempt, wholeRun }: WorkspaceDiscard): Promise<void> {
    const discarded = { runId, taskId, upTo: attempt };
    await this.marks.add(discarded);
    // Whoever had begun before the mark was there ends first, so that its workspace is found.
    await this.fences.written(runId, taskId);
    const found = await this.workspaces.matching(discarded);
    for (const workspace of found) await this.remove(workspace);
    if (wholeRun) await this.dropRefs(runId);
    await this.worktrees.emptyTrash();
  }

  /** One that could not be discarded before, and, after the last of a run that is over, what waited for it. */
  async discardLeft(workspace: Workspace): Promise<void> {
    const { runId } = workspace;
    await this.remove(workspace);
    const left = await this.workspaces.matching({ runId, taskId: null, upTo: null });
    if (left.length === 0 && (await this.marks.coverRun(runId))) await this.dropRefs(runId);
    await this.worktrees.emptyTrash();
  }

  /** The row goes last: a discard that was interrupted is done again. */
  private async remove(workspace: Workspace): Promise<void> {
    const { cloneDir, workTree } = workspace;
    if (await this.worktrees.isThere(workspace)) await this.saveUnsaved(workspace);
    await this.clones.exclusive(cloneDir, () => this.worktrees.detach(cloneDir, workTree));
    await this.workspaces.remove(workspace);
  }

  private async saveUnsaved(workspace: Workspace): Promise<void> {
    const { runId, taskId, attempt, cloneDir: gitDir, baseCommit, baseTree } = workspace;
    const tree = await snapshotTree(this.git, workspace, this.layout.scratch);
    const saved = (await treeOf(this.git, refs.attempt(runId, taskId, attempt), { gitDir })) ?? baseTree;
    if (tree === saved) return;
    const text = `Unfinished work of task ${taskId}, attempt ${attempt}`;
    const commit = await commitTree(this.git, gitDir, {
      tree,
      parents: [baseCommit],
      text,
      origin: workspace,
    });
    await this.git.run(['update-ref', refs.grave(runId, taskId, attempt), commit], { gitDir });
  }

  /** The branch's head stays, so that what the run has changed can still be seen; commits outside of it are saved. */
  private async dropRefs(run: RunId): Promise<void> {
    const gitDir = await this.workspaces.cloneOf(run);
    if (gitDir === undefined) return;
    await this.clones.exclusive(gitDir, async () => {
      const format = '--format=%(objectname) %(refname)';
      const tasks = `${refs.run(run)}/tasks`;
      const all = await this.git.run(['for-each-ref', format, tasks, `${refs.run(run)}/merged`], { gitDir });
      const open = await this.git.run(['for-each-ref', format, `--no-merged=${refs.head(run)}`, tasks], {
        gitDir,
      });
      const saves = lines(open.stdout).map(
        ({ id, ref }) => `update ${ref.replace(tasks, refs.graves(run))}/commit ${id}`,
      );
      const drops = lines(all.stdout).map(({ id, ref }) => `delete ${ref} ${id}`);
      const input = [...saves, ...drops].map((command) => `${command}\n`).join('');
      if (input !== '') await this.git.run(['update-ref', '--stdin'], { gitDir, input });
    });
  }
}

/** Lines of `id ref`. */
function lines(output: string): { id: string; ref: string }[] {
  return output.split('\n').flatMap((line) => {
    const [id, ref] = line.split(' ');
    return id === undefined || ref === undefined ? [] : [{ id, ref }];
  });
}
