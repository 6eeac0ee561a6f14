import { ArrayMaxSize, ArrayMinSize, IsInt, IsOptional, IsString, Length, Min } from 'class-validator';
import { RunMessage } from './base.js';
import { Check, PlannedTask, RepositoryRef, RunLimits, Usage } from './parts.js';
import { Part, Parts } from '../validation/parts.js';
import { MAX_PLAN_TASKS } from '../validation/task-fields.js';

/** workflow-orchestrator -> plan-management: make a plan for the run. */
export class PlanCreate extends RunMessage<PlanCreate> {
  static readonly messageType = 'plan.create.v1';
  static readonly kind = 'command';
  @IsString() @Length(1, 20_000) goal!: string;
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @IsString() @Length(1, 1000) model!: string;
  @ArrayMinSize(1) @ArrayMaxSize(20) @Parts(() => Check) checks!: Check[];
  @Part(() => RunLimits) limits!: RunLimits;
  /** Milliseconds since the epoch. */
  @IsInt() @Min(1) deadline!: number;
  /** A plan that is there already: the tasks that an earlier run has left to do. */
  @IsOptional() @ArrayMaxSize(MAX_PLAN_TASKS) @Parts(() => PlannedTask) tasks?: PlannedTask[];
}

export class PlanCancel extends RunMessage<PlanCancel> {
  static readonly messageType = 'plan.cancel.v1';
  static readonly kind = 'command';
}

/** plan-management: version `planVersion` of the run's plan is stored. */
export class PlanReady extends RunMessage<PlanReady> {
  static readonly messageType = 'plan.ready.v1';
  static readonly kind = 'event';
  @IsInt() @Min(1) planVersion!: number;
  @ArrayMinSize(1) @ArrayMaxSize(MAX_PLAN_TASKS) @Parts(() => PlannedTask) tasks!: PlannedTask[];
  @Part(() => Usage) usage!: Usage;
}

export class PlanFailed extends RunMessage<PlanFailed> {
  static readonly messageType = 'plan.failed.v1';
  static readonly kind = 'event';
  @IsString() @Length(1, 100) code!: string;
  @IsString() @Length(1, 4000) reason!: string;
  @Part(() => Usage) usage!: Usage;
}

/** workflow-orchestrator -> plan-management: a person has made version `planVersion` of the plan; keep it. */
export class PlanRevise extends RunMessage<PlanRevise> {
  static readonly messageType = 'plan.revise.v1';
  static readonly kind = 'command';
  @IsInt() @Min(2) planVersion!: number;
  /** All tasks of the version, in an order in which they can be done. */
  @ArrayMinSize(1) @ArrayMaxSize(MAX_PLAN_TASKS) @Parts(() => PlannedTask) tasks!: PlannedTask[];
  /** Why, in the person's words. */
  @IsOptional() @IsString() @Length(1, 1000) reason!: string | null;
  /** Milliseconds since the epoch. */
  @IsInt() @Min(1) revisedAt!: number;
}
