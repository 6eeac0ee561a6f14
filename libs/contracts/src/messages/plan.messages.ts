import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsString, Length, Min, ValidateNested } from 'class-validator';
import { RunMessage } from './base.js';
import { Check, PlannedTask, RepositoryRef, RunLimits, Usage } from './parts.js';

/** workflow-orchestrator -> plan-management: make a plan for the run. */
export class PlanCreate extends RunMessage<PlanCreate> {
  static readonly messageType = 'plan.create.v1';
  static readonly kind = 'command';
  @IsString() @Length(1, 20_000) goal!: string;
  @ValidateNested() @Type(() => RepositoryRef) repository!: RepositoryRef;
  @IsString() @Length(1, 1000) model!: string;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => Check) checks!: Check[];
  @ValidateNested() @Type(() => RunLimits) limits!: RunLimits;
  /** Milliseconds since the epoch. */
  @IsInt() @Min(1) deadline!: number;
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
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => PlannedTask) tasks!: PlannedTask[];
  @ValidateNested() @Type(() => Usage) usage!: Usage;
}

export class PlanFailed extends RunMessage<PlanFailed> {
  static readonly messageType = 'plan.failed.v1';
  static readonly kind = 'event';
  @IsString() @Length(1, 100) code!: string;
  @IsString() @Length(1, 4000) reason!: string;
  @ValidateNested() @Type(() => Usage) usage!: Usage;
}
