import { EventEmitter, once } from 'node:events';
import { Controller, Injectable, Module } from '@nestjs/common';
import {
  BranchPublished,
  BranchRefused,
  MergeCommitted,
  MergeConflicted,
  MergeFailed,
  MergePrepared,
} from '@throughline/contracts';
import { Consumes } from '@throughline/messaging';
import { UnitOfWork } from '@throughline/persistence';
import { ServiceModule } from '@throughline/service-host';

/** What git-worktree has answered, in the order of its arrival. */
@Injectable()
export class Answers {
  private readonly arrivals = new EventEmitter();
  private readonly waiting: object[] = [];

  push(answer: object): void {
    this.waiting.push(answer);
    this.arrivals.emit('answer');
  }

  async next(): Promise<object> {
    while (this.waiting.length === 0)
      await once(this.arrivals, 'answer', { signal: AbortSignal.timeout(40_000) });
    return this.waiting.shift() ?? {};
  }

  get left(): number {
    return this.waiting.length;
  }
}

@Controller()
class AnswersConsumer {
  constructor(private readonly answers: Answers) {}

  private collect(message: object, work: UnitOfWork): Promise<void> {
    work.afterCommit(() => {
      this.answers.push(message);
    });
    return Promise.resolve();
  }

  @Consumes(MergePrepared)
  onMergePrepared(message: MergePrepared, work: UnitOfWork): Promise<void> {
    return this.collect(message, work);
  }
  @Consumes(MergeConflicted)
  onMergeConflicted(message: MergeConflicted, work: UnitOfWork): Promise<void> {
    return this.collect(message, work);
  }
  @Consumes(MergeCommitted)
  onMergeCommitted(message: MergeCommitted, work: UnitOfWork): Promise<void> {
    return this.collect(message, work);
  }
  @Consumes(MergeFailed)
  onMergeFailed(message: MergeFailed, work: UnitOfWork): Promise<void> {
    return this.collect(message, work);
  }
  @Consumes(BranchPublished)
  onBranchPublished(message: BranchPublished, work: UnitOfWork): Promise<void> {
    return this.collect(message, work);
  }
  @Consumes(BranchRefused)
  onBranchRefused(message: BranchRefused, work: UnitOfWork): Promise<void> {
    return this.collect(message, work);
  }
}

/** A service at the place of the orchestrator: it sends what a test says and collects the answers. */
@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'workflow-orchestrator',
      database: { entities: [], migrations: [] },
      messaging: true,
    }),
  ],
  controllers: [AnswersConsumer],
  providers: [Answers],
})
export class OrchestratorModule {}
