import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { withoutTracing } from '@throughline/tracing';
import { GitWorktreeConfig } from '../config.js';
import { Git } from './git.js';
import { GitLayout } from './git-layout.js';
import { setUpGit } from './git-setup.js';

const GIT_SETUP = Symbol('git setup');
type GitSetup = Awaited<ReturnType<typeof setUpGit>>;

@Global()
@Module({
  providers: [
    {
      provide: GIT_SETUP,
      inject: [GitWorktreeConfig],
      useFactory: ({ home }: GitWorktreeConfig) => withoutTracing(() => setUpGit(home)),
    },
    { provide: Git, inject: [GIT_SETUP], useFactory: ({ git }: GitSetup) => git },
    { provide: GitLayout, inject: [GIT_SETUP], useFactory: ({ layout }: GitSetup) => layout },
  ],
  exports: [Git, GitLayout],
})
export class GitModule implements OnApplicationShutdown {
  constructor(private readonly git: Git) {}

  onApplicationShutdown(): void {
    this.git.stopAll();
  }
}
