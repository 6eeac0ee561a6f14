import type { CommitId, RunId, TaskId, TreeId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An open workspace, complete and ready for its agent. One that is being made, or is gone, has no row. */
@Entity({ name: 'workspaces' })
export class Workspace {
  @PrimaryColumn('text', { name: 'run_id' }) runId!: RunId;
  @PrimaryColumn('text', { name: 'task_id' }) taskId!: TaskId;
  @PrimaryColumn('int') attempt!: number;
  /** Our clone of the repository. */
  @Column('text', { name: 'clone_dir' }) cloneDir!: string;
  /** The worktree's own git directory, inside the clone. */
  @Column('text', { name: 'git_dir' }) gitDir!: string;
  @Column('text', { name: 'work_tree' }) workTree!: string;
  @Column('text', { name: 'base_commit' }) baseCommit!: CommitId;
  @Column('text', { name: 'base_tree' }) baseTree!: TreeId;
}
