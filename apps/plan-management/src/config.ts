import { MAX_PLAN_TASKS } from '@throughline/contracts';
import { IsInt, Max, Min } from 'class-validator';
import { Setting } from '@throughline/service-host';

/** The settings of plan-management. */
export class PlanConfig {
  @Setting({ env: 'PLAN_MAX_TASKS', default: 30, description: 'Most tasks that a plan may have, up to 500.' })
  @IsInt()
  @Min(1)
  @Max(MAX_PLAN_TASKS)
  maxTasks!: number;

  @Setting({
    env: 'PLAN_MAX_LISTED_FILES',
    default: 500,
    description: 'Most paths of the base commit that the planning model gets to see.',
  })
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxListedFiles!: number;

  @Setting({
    env: 'PLAN_MAX_EXCERPT_LENGTH',
    default: 8000,
    description:
      'How much of each telling file (README, package.json and the like) the planning model gets to see, in characters.',
  })
  @IsInt()
  @Min(100)
  @Max(200_000)
  maxExcerptLength!: number;

  @Setting({
    env: 'PLAN_MODEL_TIMEOUT_MS',
    default: 600_000,
    description:
      'How long the planning model may take for one answer, tries of model-router included, in milliseconds.',
  })
  @IsInt()
  @Min(1000)
  @Max(3_600_000)
  modelTimeoutMs!: number;
}
