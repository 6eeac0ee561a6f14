import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { GatewayConfig } from './config.js';
import { AllEventsController } from './events/all-events.controller.js';
import { EventStreams } from './events/event-streams.js';
import { RunEventsController } from './events/run-events.controller.js';
import { giveRefusedCreationsTheirRoot } from './runs/refused-creations.js';
import { RunDetailsController } from './runs/run-details.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsService } from './runs/runs.service.js';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'api-gateway',
      config: GatewayConfig,
      fastify: giveRefusedCreationsTheirRoot,
    }),
  ],
  controllers: [RunsController, RunDetailsController, RunEventsController, AllEventsController],
  providers: [RunsService, EventStreams],
})
export class AppModule {}
