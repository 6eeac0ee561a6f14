import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { newRunId, type RepositoryRef, type RunId, taskId } from '@throughline/contracts';
import { PersistenceModule } from '@throughline/persistence';
import { DataSource } from 'typeorm';
import { GitWorktreeConfig } from '../config.js';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { MergeWriter } from '../merges/merge-writer.js';
import { MergesService } from '../merges/merges.service.js';
import { PublishingService } from '../merges/publishing.service.js';
import { CreateWorkspaces1763700000001 } from '../migrations/001-create-workspaces.js';
import { RememberDiscards1763700000002 } from '../migrations/002-remember-discards.js';
import { TryDiscardsAgain1763700000003 } from '../migrations/003-try-discards-again.js';
import { Clones } from '../repositories/clones.service.js';
import { RepositoriesService } from '../repositories/repositories.service.js';
import { RepositoryLock } from '../repositories/repository-lock.js';
import { ForgottenClones } from '../retention/forgotten-clones.js';
import { ForgottenRefs } from '../retention/forgotten-refs.js';
import { UnreachedObjects } from '../retention/unreached-objects.js';
import { TreesService } from '../trees/trees.service.js';
import { CommitsService } from '../workspaces/commits.service.js';
import { Discard } from '../workspaces/discard.entity.js';
import { DiscardMarks } from '../workspaces/discard-marks.service.js';
import { DiscardsService } from '../workspaces/discards.service.js';
import { DiscardsWorker } from '../workspaces/discards.worker.js';
import { FailedDiscards } from '../workspaces/failed-discards.js';
import { FailedDiscardsLook } from '../workspaces/failed-discards-look.js';
import { type FenceToken, Fences } from '../workspaces/fences.service.js';
import { FilesService } from '../workspaces/files.service.js';
import { RunClone } from '../workspaces/run-clone.entity.js';
import { TaskFence } from '../workspaces/task-fence.entity.js';
import { Workspace } from '../workspaces/workspace.entity.js';
import { type AttemptKey, WorkspacesRepository } from '../workspaces/workspaces.repository.js';
import { WorkspacesService } from '../workspaces/workspaces.service.js';
import { Worktrees } from '../workspaces/worktrees.js';
import type { TemporaryGit } from './temporary-git.js';

const SERVICES = [
  RepositoryLock,
  Clones,
  RepositoriesService,
  Worktrees,
  WorkspacesRepository,
  Fences,
  WorkspacesService,
  FilesService,
  CommitsService,
  DiscardMarks,
  DiscardsService,
  FailedDiscards,
  FailedDiscardsLook,
  DiscardsWorker,
  ForgottenClones,
  ForgottenRefs,
  UnreachedObjects,
  MergeWriter,
  MergesService,
  PublishingService,
  TreesService,
];

export interface Attempt {
  readonly key: AttemptKey;
  readonly fence: FenceToken;
}

export const attemptOf = (runId: RunId, task: string, attempt = 1, epoch = 1): Attempt => ({
  key: { runId, taskId: taskId(task), attempt },
  fence: { attempt, epoch },
});

/** The services of git-worktree on a real database, without REST and messages. */
export class TemporaryService {
  private constructor(
    private readonly module: TestingModule,
    readonly own: TemporaryGit,
  ) {}

  static async start(
    databaseUrl: string,
    own: TemporaryGit,
    repositoryRoots: string[] = [],
  ): Promise<TemporaryService> {
    const config = Object.assign(new GitWorktreeConfig(), {
      home: own.layout.root,
      repositoryRoots,
      archiveTimeoutMs: 60_000,
    });
    const entities = [Workspace, TaskFence, RunClone, Discard];
    const migrations = [
      CreateWorkspaces1763700000001,
      RememberDiscards1763700000002,
      TryDiscardsAgain1763700000003,
    ];
    const module = await Test.createTestingModule({
      imports: [PersistenceModule.forRoot({ schema: 'git-worktree', entities, migrations, databaseUrl })],
      providers: [
        { provide: GitWorktreeConfig, useValue: config },
        { provide: Git, useValue: own.git },
        { provide: GitLayout, useValue: own.layout },
        ...SERVICES,
      ],
    }).compile();
    return new TemporaryService(module, own);
  }

  get repositories(): RepositoriesService {
    return this.module.get(RepositoriesService);
  }
  get workspaces(): WorkspacesService {
    return this.module.get(WorkspacesService);
  }
  get files(): FilesService {
    return this.module.get(FilesService);
  }
  get commits(): CommitsService {
    return this.module.get(CommitsService);
  }
  get discards(): DiscardsService {
    return this.module.get(DiscardsService);
  }
  get failedDiscards(): FailedDiscardsLook {
    return this.module.get(FailedDiscardsLook);
  }
  get discardsWorker(): DiscardsWorker {
    return this.module.get(DiscardsWorker);
  }
  get forgottenRefs(): ForgottenRefs {
    return this.module.get(ForgottenRefs);
  }
  get merges(): MergesService {
    return this.module.get(MergesService);
  }
  get publishing(): PublishingService {
    return this.module.get(PublishingService);
  }
  get fences(): Fences {
    return this.module.get(Fences);
  }
  get trees(): TreesService {
    return this.module.get(TreesService);
  }

  /** Opens a workspace, writes files into it and commits them. */
  async change(repository: RepositoryRef, { key, fence }: Attempt, files: Readonly<Record<string, string>>) {
    await this.workspaces.open(key, repository, fence);
    for (const [path, content] of Object.entries(files)) await this.files.write(key, fence, path, content);
    return this.commits.commit(key, `Change for ${key.taskId}`, fence);
  }

  /** For what time alone changes otherwise. */
  get database(): DataSource {
    return this.module.get(DataSource);
  }

  newRun(): RunId {
    return newRunId();
  }

  async stop(): Promise<void> {
    await this.module.close();
  }
}
