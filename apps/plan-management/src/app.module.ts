import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { runRowsRetention } from '@throughline/service-host/run-rows-retention';
import { PlanConfig } from './config.js';
import { CreatePlans1763683200000 } from './migrations/1763683200000-create-plans.js';
import { KeepWhyPlansChanged1763905000000 } from './migrations/1763905000000-keep-why-plans-changed.js';
import { BaseFiles } from './planning/base-files.js';
import { PlanJob } from './planning/plan.job.js';
import { PlannerService } from './planning/planner.service.js';
import { PlanningModel } from './planning/planning-model.js';
import { PlanningTurnEntity } from './planning/planning-turn.entity.js';
import { PlanningTurns } from './planning/planning-turns.js';
import { PlanEntity } from './plans/plan.entity.js';
import { PlansConsumer } from './plans/plans.consumer.js';
import { PlansController } from './plans/plans.controller.js';
import { PlansService } from './plans/plans.service.js';
import { PlanRevisions } from './revisions/plan-revisions.js';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'plan-management',
      config: PlanConfig,
      database: {
        entities: [PlanEntity, PlanningTurnEntity],
        migrations: [CreatePlans1763683200000, KeepWhyPlansChanged1763905000000],
      },
      messaging: true,
      jobs: true,
    }),
  ],
  controllers: [PlansController, PlansConsumer],
  providers: [
    runRowsRetention('plans', 'planning_turns'),
    PlansService,
    PlanRevisions,
    PlannerService,
    BaseFiles,
    PlanningModel,
    PlanningTurns,
    PlanJob,
  ],
})
export class AppModule {}
