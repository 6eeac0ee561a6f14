import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { GatewayConfig } from './config.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { RunControlController } from './control/run-control.controller.js';
import { RunControl } from './control/run-control.service.js';
import { AllEventsController } from './events/all-events.controller.js';
import { EventStreams } from './events/event-streams.js';
import { RunEventsController } from './events/run-events.controller.js';
import { PlansController } from './plans/plans.controller.js';
import { PlansService } from './plans/plans.service.js';
import { giveRefusedCreationsTheirRoot } from './runs/refused-creations.js';
import { RunDetailsController } from './runs/run-details.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { SchedulesService } from './schedules/schedules.service.js';
import { WhyController } from './waiting/why.controller.js';
import { RunsService } from './runs/runs.service.js';

@Module({
  imports: [
    DeadLettersModule,
    ServiceModule.forRoot({
      service: 'api-gateway',
      config: GatewayConfig,
      fastify: giveRefusedCreationsTheirRoot,
    }),
  ],
  controllers: [
    RunsController,
    RunDetailsController,
    PlansController,
    SchedulesController,
    WhyController,
    RunEventsController,
    AllEventsController,
    RunControlController,
  ],
  providers: [RunsService, PlansService, SchedulesService, RunControl, EventStreams],
})
export class AppModule {}
