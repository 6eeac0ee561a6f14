import { Module } from '@nestjs/common';
import { RepositoriesModule } from '../repositories/repositories.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { MergeWriter } from './merge-writer.js';
import { MergesConsumer } from './merges.consumer.js';
import { MergesService } from './merges.service.js';
import { MergesWorker } from './merges.worker.js';
import { PublishingService } from './publishing.service.js';

@Module({
  imports: [RepositoriesModule, WorkspacesModule],
  controllers: [MergesConsumer],
  providers: [MergesService, MergeWriter, MergesWorker, PublishingService],
})
export class MergesModule {}
