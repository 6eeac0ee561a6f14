import { Inject, Injectable, Optional } from '@nestjs/common';
import { type RunId, ThroughlineError } from '@throughline/contracts';
import { faultPoint, type FaultSubjects, retry } from '@throughline/resilience';
import { DataSource } from 'typeorm';
import { asDatabaseError, isTransactionConflict } from '../database/database-errors.js';
import { inTransaction } from '../database/transaction.js';
import { CollectingUnit } from './collecting-unit.js';
import { insideUnit, isInUnitOfWork } from './current-unit.js';
import { Outbox } from './outbox.js';
import { SharedUnits } from './shared-units.js';
import { UnitOfMany } from './unit-of-many.js';
import type { UnitOfWork } from './unit-of-work.js';

/** How often a transaction that loses against others is run, at most. */
const TRIES = 4;

/** The one way to change what the service stores, and to publish. */
@Injectable()
export class UnitsOfWork {
  private readonly spanName: string;

  constructor(
    private readonly dataSource: DataSource,
    @Optional() @Inject(Outbox) private readonly outbox?: Outbox,
  ) {
    const { options } = dataSource;
    const service = 'schema' in options && options.schema !== undefined ? options.schema : 'persistence';
    this.spanName = `${service}.work_together`;
  }

  /**
   * Runs `fn` in one transaction; its messages leave after the commit. When the transaction loses against another
   * one (serialisation failure, deadlock), `fn` runs again in a new one, so it must do database work only.
   * @param subjects what it is about, for tests that kill the process around its commit
   * @throws {ThroughlineError} `database_unavailable` when the connection is lost; whatever `fn` throws
   */
  run<T>(fn: (work: UnitOfWork) => Promise<T> | T, subjects?: FaultSubjects): Promise<T> {
    return retry(() => this.runOnce(fn, subjects), {
      attempts: TRIES,
      baseDelayMs: 20,
      maxDelayMs: 200,
      isRetryable: isTransactionConflict,
    });
  }

  /**
   * What one statement does for many: the answer takes items one by one, and `fn` gets those that wait at the same
   * time in one transaction. It runs again for each alone if that fails. What it publishes stands under what was active
   * where the run's item was handed over.
   * @returns resolves when the item is committed, rejects with what `fn` throws for it alone
   */
  gathered<T extends { readonly runId: RunId }>(
    fn: (items: readonly T[], work: UnitOfWork) => Promise<void>,
  ): (item: T) => Promise<void> {
    const shared = new SharedUnits<T>(this, this.spanName, (waiting, work) => {
      const contexts = new Map(waiting.map(({ item, context }) => [item.runId, context]));
      return fn(
        waiting.map(({ item }) => item),
        new UnitOfMany(work, contexts),
      );
    });
    return (item) => (isInUnitOfWork() ? Promise.reject(nested()) : shared.add(item));
  }

  /** As `run`, but a transaction that loses against another one is the caller's to run again. */
  async runOnce<T>(fn: (work: UnitOfWork) => Promise<T> | T, subjects?: FaultSubjects): Promise<T> {
    if (isInUnitOfWork()) throw nested();
    let unit: CollectingUnit | undefined;
    try {
      const result = await inTransaction(this.dataSource, async (manager) => {
        const work = new CollectingUnit(manager, this.outbox);
        unit = work;
        const value = await insideUnit(() => fn(work));
        const last = work.store();
        faultPoint('messaging.unit.before-commit', subjects);
        return { value, last };
      });
      faultPoint('messaging.unit.after-commit', subjects);
      unit?.committed();
      return result;
    } catch (error) {
      unit?.abandoned();
      throw asDatabaseError(error);
    }
  }
}

function nested(): ThroughlineError {
  const text = 'A unit of work was begun inside another one: pass the outer one on instead';
  return new ThroughlineError('unit_of_work_nested', 'internal', text);
}
