import { MAX_PLAN_TASKS } from '@throughline/contracts';
import { Setting } from '@throughline/service-host';
import { IsInt, IsNumber, Max, Min } from 'class-validator';

/** Every variable of workflow-orchestrator. */
export class OrchestratorConfig {
  @Setting({ env: 'RUN_MAX_ATTEMPTS', default: 3, description: 'Attempts at a task before the run fails.' })
  @IsInt()
  @Min(1)
  @Max(10)
  maxAttempts!: number;

  @Setting({
    env: 'RUN_MAX_PARALLEL_TASKS',
    default: 4,
    description: 'Tasks of one run that are worked on at a time.',
  })
  @IsInt()
  @Min(1)
  @Max(16)
  maxParallelTasks!: number;

  @Setting({
    env: 'ORCHESTRATOR_MAX_TASKS',
    default: 64,
    description: 'Tasks of all runs together that are worked on at a time.',
  })
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxTasks!: number;

  @Setting({
    env: 'ORCHESTRATOR_MAX_TASKS_PER_REPOSITORY',
    default: 32,
    description: 'Tasks of all runs on one repository that are worked on at a time.',
  })
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxTasksPerRepository!: number;

  @Setting({
    env: 'RUN_MAX_UNFINISHED',
    default: 10_000,
    description:
      'Runs that may be under way or wait for their turn; above it, new ones are refused with 429.',
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxUnfinishedRuns!: number;

  @Setting({
    env: 'PLAN_MAX_TASKS',
    default: 30,
    description: 'Most tasks that an edited plan may have, up to 500.',
  })
  @IsInt()
  @Min(1)
  @Max(MAX_PLAN_TASKS)
  planMaxTasks!: number;

  @Setting({
    env: 'SCHEDULE_INTERVAL_MS',
    default: 1_000,
    description: 'Milliseconds between two looks for schedules whose time has come.',
  })
  @IsInt()
  @Min(100)
  @Max(60_000)
  scheduleIntervalMs!: number;

  @Setting({ env: 'RUN_MAX_TURNS', default: 60, description: 'Model turns in one attempt.' })
  @IsInt()
  @Min(1)
  @Max(500)
  maxTurns!: number;

  @Setting({
    env: 'RUN_MAX_TOKENS',
    default: 2_000_000,
    description: 'Tokens that one run may use, input and output together.',
  })
  @IsInt()
  @Min(1000)
  maxTokens!: number;

  @Setting({
    env: 'RUN_MAX_COST_USD',
    optional: true,
    description: 'US dollars that one run may cost; with it, runs with models of unknown price are refused.',
  })
  @IsNumber()
  @Min(0.0001)
  maxCostUsd?: number;

  @Setting({ env: 'RUN_TIMEOUT_MS', default: 3_600_000, description: 'Time limit of a run in milliseconds.' })
  @IsInt()
  @Min(1000)
  runTimeoutMs!: number;

  @Setting({
    env: 'TASK_TIMEOUT_MS',
    default: 1_200_000,
    description: 'Time limit of one attempt in milliseconds.',
  })
  @IsInt()
  @Min(1000)
  taskTimeoutMs!: number;

  @Setting({
    env: 'CHECK_TIMEOUT_MS',
    default: 300_000,
    description: 'Time limit of one check in milliseconds.',
  })
  @IsInt()
  @Min(1000)
  checkTimeoutMs!: number;

  @Setting({
    env: 'STEP_PATIENCE_MS',
    default: 300_000,
    description: 'Milliseconds without a sign of life before a step is asked for again.',
  })
  @IsInt()
  @Min(1000)
  stepPatienceMs!: number;

  @Setting({
    env: 'CANCEL_GRACE_MS',
    default: 30_000,
    description: 'Milliseconds that workers have to stop, before a cancelled run ends without them.',
  })
  @IsInt()
  @Min(100)
  cancelGraceMs!: number;

  @Setting({
    env: 'APPROVAL_TIMEOUT_MS',
    default: 86_400_000,
    description: 'Milliseconds that people have for a decision that a run waits for.',
  })
  @IsInt()
  @Min(1000)
  @Max(2_592_000_000)
  approvalTimeoutMs!: number;

  @Setting({
    env: 'RUN_RETENTION_DAYS',
    default: 90,
    description:
      'Days after its end that a run is kept, in all services; 0 = for ever. Its trace is kept by trace-analyzer.',
  })
  @IsInt()
  @Min(0)
  @Max(36_500)
  retentionDays!: number;

  @Setting({
    env: 'RECONCILE_INTERVAL_MS',
    default: 2_000,
    description: 'Milliseconds between two looks for overdue work.',
  })
  @IsInt()
  @Min(100)
  reconcileIntervalMs!: number;
}
