import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { runRowsRetention } from '@throughline/service-host/run-rows-retention';
import { BaselineRow } from './baselines/baseline.entity.js';
import { BaselinesService } from './baselines/baselines.service.js';
import { ChecksController } from './checks/checks.controller.js';
import { ChecksService } from './checks/checks.service.js';
import { CommandsController } from './commands/commands.controller.js';
import { CommandsService } from './commands/commands.service.js';
import { VerificationConfig } from './config.js';
import { FenceRow } from './fences/fence.entity.js';
import { FencesService } from './fences/fences.service.js';
import { CreateVerification } from './migrations/001-create-verification.js';
import { RememberCancels } from './migrations/002-remember-cancels.js';
import { SandboxFolder } from './trees/sandbox-folder.js';
import { SandboxSlots } from './trees/sandbox-slots.js';
import { TreesService } from './trees/trees.service.js';
import { CheckRunner } from './verification/check-runner.js';
import { CheckSuite } from './verification/check-suite.js';
import { VerificationConsumer } from './verification/verification.consumer.js';
import { VerificationRow } from './verification/verification.entity.js';
import { VerificationWorker } from './verification/verification.worker.js';
import { VerificationsService } from './verification/verifications.service.js';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'verification-feedback',
      config: VerificationConfig,
      database: {
        entities: [FenceRow, VerificationRow, BaselineRow],
        migrations: [CreateVerification, RememberCancels],
      },
      messaging: true,
      jobs: true,
    }),
  ],
  controllers: [ChecksController, CommandsController, VerificationConsumer],
  providers: [
    {
      provide: SandboxSlots,
      useFactory: (config: VerificationConfig) => new SandboxSlots(config.maxSandboxes),
      inject: [VerificationConfig],
    },
    ...[SandboxFolder, TreesService, FencesService],
    ...[ChecksService, CommandsService],
    ...[CheckRunner, CheckSuite, BaselinesService, VerificationsService, VerificationWorker],
    runRowsRetention('verifications', 'fences'),
  ],
})
export class AppModule {}
