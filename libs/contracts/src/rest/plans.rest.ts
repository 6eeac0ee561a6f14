import { IsDefined, IsInt, IsOptional, IsString, Matches } from 'class-validator';
import { RUN_ID_PATTERN, type RunId, TASK_ID_PATTERN, type TaskId } from '../ids/ids.js';
import { PlannedTask } from '../messages/parts.js';
import { Part, Parts } from '../validation/parts.js';

/** Answer of `GET /v1/runs/:id/plan?version=`, and of an edit of the plan. */
export class PlanView {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsInt() version!: number;
  @IsString() createdAt!: string;
  /** Why a person has made this version of the one before; none for what planning has made. */
  @IsOptional() @IsString() reason?: string | null;
  @Parts(() => PlannedTask) tasks!: PlannedTask[];
}

/** One property of a task in two versions, as text that is cut where it is long. */
export class TaskFieldDifference {
  @IsString() field!: string;
  @IsString() before!: string;
  @IsString() after!: string;
}

export class TaskDifference {
  @Matches(TASK_ID_PATTERN) id!: TaskId;
  @Parts(() => TaskFieldDifference) fields!: TaskFieldDifference[];
}

/** What makes a plan another than the one before. */
export class PlanDifference {
  @IsDefined() @Matches(TASK_ID_PATTERN, { each: true }) added!: TaskId[];
  @IsDefined() @Matches(TASK_ID_PATTERN, { each: true }) removed!: TaskId[];
  @Parts(() => TaskDifference) changed!: TaskDifference[];
}

export class PlanVersion {
  @IsInt() version!: number;
  @IsString() createdAt!: string;
  @IsOptional() @IsString() reason?: string | null;
  /** How many tasks it has. */
  @IsInt() tasks!: number;
  /** Against the version before; null for the first. */
  @IsOptional() @Part(() => PlanDifference) difference!: PlanDifference | null;
}

/** Answer of `GET /v1/runs/:id/plan/history`: from the first version on. */
export class PlanHistory {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @Parts(() => PlanVersion) versions!: PlanVersion[];
}
