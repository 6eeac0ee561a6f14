import { Module } from '@nestjs/common';
import { RepositoriesModule } from '../repositories/repositories.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { ForgottenClones } from './forgotten-clones.js';
import { ForgottenRefs } from './forgotten-refs.js';
import { RunRefsRetention } from './run-refs-retention.js';
import { UnreachedObjects } from './unreached-objects.js';

@Module({
  imports: [RepositoriesModule, WorkspacesModule],
  providers: [RunRefsRetention, ForgottenRefs, ForgottenClones, UnreachedObjects],
})
export class RetentionModule {}
