import { createHash } from 'node:crypto';
import { Controller, Module } from '@nestjs/common';
import {
  BranchPublish,
  BranchPublished,
  commitId,
  MergeCommit,
  MergeCommitted,
  MergePrepare,
  MergePrepared,
  PlanCreate,
  TaskAttemptFinished,
  TaskCancel,
  TaskRun,
  treeId,
  VerificationCancel,
  VerificationFinished,
  VerificationRun,
  WorkspaceDiscard,
} from '@throughline/contracts';
import { Consumes } from '@throughline/messaging';
import type { UnitOfWork } from '@throughline/persistence';
import { ServiceModule } from '@throughline/service-host';
import { OrchestratorConfig } from '../config.js';

const USAGE = { inputTokens: 1, outputTokens: 1, calls: 1, costUsd: 0 };
const objectOf = (text: string): string => createHash('sha1').update(text).digest('hex');

/** Tasks that are being worked on, as those see it who are asked to: from the first command to the merge. */
class Ledger {
  readonly active = new Map<string, string>();
  /** Most tasks at a time: of all repositories (the empty one), and of each. */
  readonly most = new Map<string, number>();

  begin(task: string, repository: string): void {
    this.active.set(task, repository);
    const inRepository = [...this.active.values()].filter((other) => other === repository).length;
    this.raise('', this.active.size);
    this.raise(repository, inRepository);
  }

  private raise(where: string, count: number): void {
    this.most.set(where, Math.max(this.most.get(where) ?? 0, count));
  }
}

export const ledger = new Ledger();

const keyOf = ({ runId, taskId }: { runId: string; taskId: string }): string => `${runId}/${taskId}`;

/** Everybody whom the orchestrator asks: all goes well, and at once. */
@Controller()
class AnsweringController {
  @Consumes(TaskRun)
  onTaskRun({ runId, taskId, attempt, repository }: TaskRun, work: UnitOfWork): Promise<void> {
    ledger.begin(keyOf({ runId, taskId }), repository.path);
    const object = objectOf(keyOf({ runId, taskId }));
    work.publish(
      new TaskAttemptFinished({
        ...{ runId, taskId, attempt, epoch: 1, turns: 1, summary: 'done', usage: USAGE, reason: null },
        ...{ outcome: 'finished' as const, commit: commitId(object), tree: treeId(object) },
      }),
    );
    return Promise.resolve();
  }

  @Consumes(VerificationRun)
  onVerificationRun(message: VerificationRun, work: UnitOfWork): Promise<void> {
    const { runId, taskId, attempt, epoch, purpose, tree } = message;
    const result = { outcome: 'passed' as const, results: [], findings: [], feedback: '', reason: '' };
    work.publish(new VerificationFinished({ runId, taskId, attempt, epoch, purpose, tree, ...result }));
    return Promise.resolve();
  }

  @Consumes(MergePrepare)
  onMergePrepare({ runId, taskId, attempt, epoch, commit }: MergePrepare, work: UnitOfWork): Promise<void> {
    const merged = { tree: treeId(commit), head: commitId(objectOf('head')) };
    work.publish(new MergePrepared({ runId, taskId, attempt, epoch, commit, ...merged }));
    return Promise.resolve();
  }

  @Consumes(MergeCommit)
  onMergeCommit(
    { runId, taskId, attempt, epoch, tree, commit }: MergeCommit,
    work: UnitOfWork,
  ): Promise<void> {
    ledger.active.delete(keyOf({ runId, taskId }));
    work.publish(new MergeCommitted({ runId, taskId, attempt, epoch, head: commit, tree }));
    return Promise.resolve();
  }

  @Consumes(BranchPublish)
  onBranchPublish({ runId, branch }: BranchPublish, work: UnitOfWork): Promise<void> {
    work.publish(new BranchPublished({ runId, branch, commit: commitId(objectOf(branch)) }));
    return Promise.resolve();
  }

  @Consumes(PlanCreate)
  onPlanCreate(): Promise<void> {
    return Promise.resolve();
  }

  @Consumes(TaskCancel)
  onTaskCancel(): Promise<void> {
    return Promise.resolve();
  }

  @Consumes(VerificationCancel)
  onVerificationCancel(): Promise<void> {
    return Promise.resolve();
  }

  @Consumes(WorkspaceDiscard)
  onWorkspaceDiscard(): Promise<void> {
    return Promise.resolve();
  }
}

/** One service that answers for all others. */
@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'agent-runtime',
      config: OrchestratorConfig,
      database: { entities: [], migrations: [] },
      messaging: true,
    }),
  ],
  controllers: [AnsweringController],
})
export class AnsweringServices {}
