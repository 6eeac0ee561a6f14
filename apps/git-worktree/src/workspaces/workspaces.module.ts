import { Module } from '@nestjs/common';
import { RepositoriesModule } from '../repositories/repositories.module.js';
import { CommitsService } from './commits.service.js';
import { DiscardMarks } from './discard-marks.service.js';
import { DiscardsConsumer } from './discards.consumer.js';
import { DiscardsService } from './discards.service.js';
import { DiscardsWorker } from './discards.worker.js';
import { Fences } from './fences.service.js';
import { FailedDiscards } from './failed-discards.js';
import { FailedDiscardsLook } from './failed-discards-look.js';
import { FilesService } from './files.service.js';
import { WorkspacesController } from './workspaces.controller.js';
import { WorkspacesRepository } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';
import { Worktrees } from './worktrees.js';

@Module({
  imports: [RepositoriesModule],
  controllers: [WorkspacesController, DiscardsConsumer],
  providers: [
    WorkspacesService,
    WorkspacesRepository,
    Worktrees,
    Fences,
    FilesService,
    CommitsService,
    DiscardMarks,
    DiscardsService,
    DiscardsWorker,
    FailedDiscards,
    FailedDiscardsLook,
  ],
  exports: [Fences, Worktrees],
})
export class WorkspacesModule {}
