import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { runRowsRetention } from '@throughline/service-host/run-rows-retention';
import { GitWorktreeConfig } from './config.js';
import { GitModule } from './git/git.module.js';
import { MergesModule } from './merges/merges.module.js';
import { CreateWorkspaces1763700000001 } from './migrations/001-create-workspaces.js';
import { RememberDiscards1763700000002 } from './migrations/002-remember-discards.js';
import { TryDiscardsAgain1763700000003 } from './migrations/003-try-discards-again.js';
import { RepositoriesModule } from './repositories/repositories.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { TreesModule } from './trees/trees.module.js';
import { Discard } from './workspaces/discard.entity.js';
import { RunClone } from './workspaces/run-clone.entity.js';
import { TaskFence } from './workspaces/task-fence.entity.js';
import { Workspace } from './workspaces/workspace.entity.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

/** What a command has changed comes back in one request. */
const BODY_LIMIT = 64 * 1024 * 1024;

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'git-worktree',
      config: GitWorktreeConfig,
      database: {
        entities: [Workspace, TaskFence, RunClone, Discard],
        migrations: [
          CreateWorkspaces1763700000001,
          RememberDiscards1763700000002,
          TryDiscardsAgain1763700000003,
        ],
      },
      messaging: true,
      jobs: true,
      bodyLimit: BODY_LIMIT,
    }),
    GitModule,
    RepositoriesModule,
    WorkspacesModule,
    MergesModule,
    TreesModule,
    RetentionModule,
  ],
  providers: [runRowsRetention('task_fences', 'discards')],
})
export class AppModule {}
