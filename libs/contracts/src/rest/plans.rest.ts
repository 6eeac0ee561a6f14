import { Type } from 'class-transformer';
import { IsArray, IsInt, IsString, Matches, ValidateNested } from 'class-validator';
import { RUN_ID_PATTERN, type RunId } from '../ids/ids.js';
import { PlannedTask } from '../messages/parts.js';

/** Answer of `GET /v1/runs/:id/plan`. */
export class PlanView {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsInt() version!: number;
  @IsString() createdAt!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => PlannedTask) tasks!: PlannedTask[];
}
