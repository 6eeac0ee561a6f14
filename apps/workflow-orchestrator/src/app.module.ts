import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { OrchestratorConfig } from './config.js';
import { RunControlController } from './control/run-control.controller.js';
import { RunControl } from './control/run-control.service.js';
import { DeadLettersConsumer } from './dead-letters/dead-letters.consumer.js';
import { RunDeadLetters } from './dead-letters/run-dead-letters.js';
import { DerivedSpanRow } from './derived-spans/derived-span.entity.js';
import { DerivedSpansModule } from './derived-spans/derived-spans.module.js';
import { DISPATCH_PROVIDERS } from './dispatch/dispatch.providers.js';
import { AllEventsController } from './events/all-events.controller.js';
import { AllEvents } from './events/all-events.service.js';
import { RunEventRow } from './events/run-event.entity.js';
import { RunEvents } from './events/run-events.service.js';
import { RunEventsController } from './events/run-events.controller.js';
import { WorkflowMetrics } from './metrics/workflow-metrics.service.js';
import { CreateWorkflow } from './migrations/001-create-workflow.js';
import { CountTokensOfAttempts } from './migrations/002-count-tokens-of-attempts.js';
import { LetPeopleDecide } from './migrations/003-let-people-decide.js';
import { ShareSlots } from './migrations/004-share-slots.js';
import { EditPlansAndScheduleRuns } from './migrations/005-edit-plans-and-schedule-runs.js';
import { FindOldRuns } from './migrations/008-find-old-runs.js';
import { ClaimDerivedSpans } from './migrations/009-claim-derived-spans.js';
import { OrderEventsOfAllRuns } from './migrations/007-order-events-of-all-runs.js';
import { KeepDeadLettersOfRuns } from './migrations/008-keep-dead-letters-of-runs.js';
import { PlanEditsController } from './plan-edits/plan-edits.controller.js';
import { PlanEdits } from './plan-edits/plan-edits.service.js';
import { Reconciler } from './reconciler/reconciler.service.js';
import { KeptRunsController } from './retention/kept-runs.controller.js';
import { KeptRunsService } from './retention/kept-runs.service.js';
import { RunRetention } from './retention/run-retention.js';
import { SlotRetention } from './retention/slot-retention.js';
import { Attempt } from './runs/attempt.entity.js';
import { Preflight } from './runs/preflight.service.js';
import { Run } from './runs/run.entity.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsRepository } from './runs/runs.repository.js';
import { RunsService } from './runs/runs.service.js';
import { Task } from './runs/task.entity.js';
import { UnfinishedRuns } from './runs/unfinished-runs.js';
import { StuckWork } from './waiting/stuck-work.service.js';
import { WhyController } from './waiting/why.controller.js';
import { WhyService } from './waiting/why.service.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SCHEDULE_ENTITIES, SCHEDULE_PROVIDERS } from './schedules/schedules.providers.js';
import { WorkflowConsumer } from './workflow/workflow.consumer.js';
import { WorkflowService } from './workflow/workflow.service.js';
import { WORKED_FOR_RUNS } from './workflow/worked-for-runs.js';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'workflow-orchestrator',
      config: OrchestratorConfig,
      database: {
        entities: [Run, Task, Attempt, RunEventRow, DerivedSpanRow, ...SCHEDULE_ENTITIES],
        migrations: [
          CreateWorkflow,
          CountTokensOfAttempts,
          LetPeopleDecide,
          ShareSlots,
          EditPlansAndScheduleRuns,
          OrderEventsOfAllRuns,
          KeepDeadLettersOfRuns,
          FindOldRuns,
          ClaimDerivedSpans,
        ],
      },
      messaging: { fills: WORKED_FOR_RUNS },
    }),
    DerivedSpansModule,
  ],
  controllers: [
    RunsController,
    RunControlController,
    KeptRunsController,
    RunEventsController,
    AllEventsController,
    PlanEditsController,
    SchedulesController,
    WhyController,
    WorkflowConsumer,
    DeadLettersConsumer,
  ],
  providers: [
    RunDeadLetters,
    RunsRepository,
    UnfinishedRuns,
    RunsService,
    RunControl,
    Preflight,
    WorkflowService,
    ...DISPATCH_PROVIDERS,
    WorkflowMetrics,
    RunEvents,
    AllEvents,
    PlanEdits,
    ...SCHEDULE_PROVIDERS,
    Reconciler,
    StuckWork,
    RunRetention,
    KeptRunsService,
    SlotRetention,
    WhyService,
  ],
})
export class AppModule {}
