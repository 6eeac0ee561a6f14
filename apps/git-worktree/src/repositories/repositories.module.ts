import { Module } from '@nestjs/common';
import { Clones } from './clones.service.js';
import { RepositoriesController } from './repositories.controller.js';
import { RepositoriesService } from './repositories.service.js';
import { RepositoryLock } from './repository-lock.js';

@Module({
  controllers: [RepositoriesController],
  providers: [RepositoriesService, RepositoryLock, Clones],
  exports: [Clones],
})
export class RepositoriesModule {}
