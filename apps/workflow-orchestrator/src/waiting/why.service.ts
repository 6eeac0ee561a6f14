import { Injectable } from '@nestjs/common';
import { type RunId, RunWhy } from '@throughline/contracts';
import { OutboxStatus } from '@throughline/messaging';
import { OrchestratorConfig } from '../config.js';
import { lineUp } from '../dispatch/fair-share.js';
import { SlotRows } from '../dispatch/slot-rows.js';
import type { Run } from '../runs/run.entity.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { stuckTasks } from './stuck-work.js';
import { StuckWork } from './stuck-work.service.js';
import type { Place } from './waiting-piece.js';
import { whyOf } from './why.js';

/** Says what a run waits for. */
@Injectable()
export class WhyService {
  constructor(
    private readonly runs: RunsRepository,
    private readonly slots: SlotRows,
    private readonly outbox: OutboxStatus,
    private readonly stuck: StuckWork,
    private readonly config: OrchestratorConfig,
  ) {}

  /** @throws {RunNotFoundError} */
  async why(id: RunId): Promise<RunWhy> {
    const { run, tasks, attempts } = await this.runs.get(id);
    const [unsentMessages, place] = await Promise.all([this.outbox.unsentMessages(id), this.place(run)]);
    const now = new Date();
    return Object.assign(new RunWhy(), {
      ...{ runId: id, state: run.state, reason: run.reason, at: now.toISOString() },
      stuck: stuckTasks(run, tasks, now, this.stuck.allowanceMs).length,
      waiting: whyOf({ run, tasks, attempts, unsentMessages, place }),
    });
  }

  private async place(run: Run): Promise<Place | undefined> {
    if (run.slotsWanted === 0) return undefined;
    const line = lineUp(await this.slots.line('all'));
    const at = line.findIndex(({ runId }) => runId === run.id);
    const { platform, repositories } = await this.slots.room([run.repository.path]);
    const { maxTasks, maxTasksPerRepository } = this.config;
    const full =
      platform > 0 && (repositories.get(run.repository.path) ?? 0) === 0
        ? `${String(maxTasksPerRepository)} tasks are being worked on in its repository`
        : `${String(maxTasks)} tasks are being worked on`;
    return { ahead: at === -1 ? line.length : at, full };
  }
}
