import { IsInt, IsString, Matches } from 'class-validator';
import { RUN_ID_PATTERN, type RunId } from '../ids/ids.js';
import { PlannedTask } from '../messages/parts.js';
import { Parts } from '../validation/parts.js';

/** Answer of `GET /v1/runs/:id/plan`. */
export class PlanView {
  @Matches(RUN_ID_PATTERN) runId!: RunId;
  @IsInt() version!: number;
  @IsString() createdAt!: string;
  @Parts(() => PlannedTask) tasks!: PlannedTask[];
}
