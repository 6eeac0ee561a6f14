import { Injectable } from '@nestjs/common';
import type { TaskId } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import type { RunChange } from '../workflow/run-change.js';
import { startTask } from '../workflow/scheduling.js';
import { freedTasks, waitForSlots, wantedTasks } from '../workflow/slots.js';
import { DispatchSignal } from './dispatch-signal.js';
import { SlotRows } from './slot-rows.js';

/** Starts ready tasks as far as there are slots, in the transaction that made them ready. */
@Injectable()
export class TaskSlots {
  constructor(
    private readonly rows: SlotRows,
    private readonly signal: DispatchSignal,
  ) {}

  /**
   * Gives back what the change has freed, and takes what it wants while nobody else waits for it.
   * @param granted slots that were shared out to the run, whoever else waits
   */
  async settle(work: UnitOfWork, change: RunChange, granted?: number): Promise<void> {
    const { run } = change;
    const freed = freedTasks(change);
    if (freed.length > 0) await this.rows.release(work.manager, run.id, freed);
    const wanted = wantedTasks(change);
    const asked = wanted.slice(0, granted).map(({ id }) => id);
    const got =
      asked.length === 0
        ? new Set<TaskId>()
        : await this.rows.claim(work.manager, run, asked, granted !== undefined);
    for (const task of wanted) if (got.has(task.id)) startTask(change, task);
    waitForSlots(change, wanted.length - got.size, got.size);
    if (freed.length > 0 || this.mustBeLookedAt(change, granted, got.size))
      work.afterCommit(() => {
        this.signal.give();
      });
  }

  /**
   * Whoever shares out passes over a run that is locked: so each commit of one that waits has it looked at again.
   * Not that of a share that could not be taken, which would go round in circles.
   */
  private mustBeLookedAt({ run }: RunChange, granted: number | undefined, got: number): boolean {
    return run.slotsWanted > 0 && (granted === undefined || got > 0);
  }
}
