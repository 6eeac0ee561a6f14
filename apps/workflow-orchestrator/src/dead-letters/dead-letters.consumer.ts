import { Controller } from '@nestjs/common';
import { DeadLetterMoved } from '@throughline/contracts';
import { Consumes } from '@throughline/messaging';
import type { UnitOfWork } from '@throughline/persistence';
import { RunsRepository } from '../runs/runs.repository.js';
import { deadLetterMoved } from '../workflow/dead-letters.js';
import { WorkflowService } from '../workflow/workflow.service.js';
import { RunDeadLetters } from './run-dead-letters.js';

/** What services tell of messages that died, and what people decided about them. */
@Controller()
export class DeadLettersConsumer {
  constructor(
    private readonly runs: RunsRepository,
    private readonly letters: RunDeadLetters,
    private readonly workflow: WorkflowService,
  ) {}

  @Consumes(DeadLetterMoved)
  async onDeadLetterMoved(message: DeadLetterMoved, work: UnitOfWork): Promise<void> {
    const change = await this.runs.lock(work.manager, message.runId);
    if (change === undefined) return;
    await this.letters.note(work.manager, message);
    deadLetterMoved(change, message, await this.letters.of(work.manager, message.runId));
    await this.workflow.commit(work, change);
  }
}
