import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { type CommitId, OBJECT_ID_PATTERN, TASK_ID_PATTERN, type TaskId, type TreeId } from '../ids/ids.js';
import { FencedMessage, RunMessage } from './base.js';
import { RepositoryRef } from './parts.js';
import { Part } from '../validation/parts.js';

/** workflow-orchestrator -> git-worktree: merge the attempt's commit with the run's branch, moving nothing. */
export class MergePrepare extends FencedMessage<MergePrepare> {
  static readonly messageType = 'merge.prepare.v1';
  static readonly kind = 'command';
  @Matches(OBJECT_ID_PATTERN) commit!: CommitId;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
}

/** git-worktree: the merged tree, and the head of the run's branch that it was merged with. */
export class MergePrepared extends FencedMessage<MergePrepared> {
  static readonly messageType = 'merge.prepared.v1';
  static readonly kind = 'event';
  @Matches(OBJECT_ID_PATTERN) commit!: CommitId;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @Matches(OBJECT_ID_PATTERN) head!: CommitId;
}

export class MergeConflicted extends FencedMessage<MergeConflicted> {
  static readonly messageType = 'merge.conflicted.v1';
  static readonly kind = 'event';
  @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) files!: string[];
  /** The conflict as text for the next attempt. */
  @IsString() @MaxLength(60_000) feedback!: string;
}

/** workflow-orchestrator -> git-worktree: the verified tree becomes the run's branch, if its head is still `head`. */
export class MergeCommit extends FencedMessage<MergeCommit> {
  static readonly messageType = 'merge.commit.v1';
  static readonly kind = 'command';
  @Matches(OBJECT_ID_PATTERN) commit!: CommitId;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @Matches(OBJECT_ID_PATTERN) head!: CommitId;
  @IsString() @Length(1, 200) title!: string;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
}

export class MergeCommitted extends FencedMessage<MergeCommitted> {
  static readonly messageType = 'merge.committed.v1';
  static readonly kind = 'event';
  /** The new head of the run's branch. */
  @Matches(OBJECT_ID_PATTERN) head!: CommitId;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
}

export const MERGE_FAILURES = ['head_moved', 'fenced', 'error'] as const;
export type MergeFailure = (typeof MERGE_FAILURES)[number];

export class MergeFailed extends FencedMessage<MergeFailed> {
  static readonly messageType = 'merge.failed.v1';
  static readonly kind = 'event';
  @IsIn(MERGE_FAILURES) failure!: MergeFailure;
  @IsString() @Length(1, 4000) reason!: string;
}

/** workflow-orchestrator -> git-worktree: write the run's branch into the user's repository, once. */
export class BranchPublish extends RunMessage<BranchPublish> {
  static readonly messageType = 'branch.publish.v1';
  static readonly kind = 'command';
  @IsString() @Length(1, 255) branch!: string;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
}

export class BranchPublished extends RunMessage<BranchPublished> {
  static readonly messageType = 'branch.published.v1';
  static readonly kind = 'event';
  @IsString() @Length(1, 255) branch!: string;
  @Matches(OBJECT_ID_PATTERN) commit!: CommitId;
}

export class BranchRefused extends RunMessage<BranchRefused> {
  static readonly messageType = 'branch.refused.v1';
  static readonly kind = 'event';
  @IsString() @Length(1, 255) branch!: string;
  @IsString() @Length(1, 4000) reason!: string;
}

/** workflow-orchestrator -> git-worktree: the workspaces of a task, or of the whole run, are not needed any more. */
export class WorkspaceDiscard extends RunMessage<WorkspaceDiscard> {
  static readonly messageType = 'workspace.discard.v1';
  static readonly kind = 'command';
  @IsOptional() @Matches(TASK_ID_PATTERN) taskId!: TaskId | null;
  /** Attempts up to and with this number; null: all. */
  @IsOptional() @IsInt() @Min(1) attempt!: number | null;
  /** The run is over: its refs and its clone's worktrees may go. */
  @IsBoolean() wholeRun!: boolean;
}
