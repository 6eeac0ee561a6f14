import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { runRowsRetention } from '@throughline/service-host/run-rows-retention';
import { AttemptsConsumer } from './attempts/attempts.consumer.js';
import { AttemptsService } from './attempts/attempts.service.js';
import { AttemptWorker } from './attempts/attempt.worker.js';
import { Turn } from './attempts/turn.entity.js';
import { TurnsRepository } from './attempts/turns.repository.js';
import { AgentConfig } from './config.js';
import { CreateTurns } from './migrations/001-create-turns.js';
import { WorkspaceClient } from './workspace/workspace.client.js';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'agent-runtime',
      config: AgentConfig,
      database: { entities: [Turn], migrations: [CreateTurns] },
      messaging: true,
      jobs: true,
    }),
  ],
  controllers: [AttemptsConsumer],
  providers: [AttemptsService, AttemptWorker, TurnsRepository, WorkspaceClient, runRowsRetention('turns')],
})
export class AppModule {}
