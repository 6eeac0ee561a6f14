import { Inject, Injectable, Optional } from '@nestjs/common';
import { ThroughlineError } from '@throughline/contracts';
import { faultPoint, type FaultSubjects, retry } from '@throughline/resilience';
import { DataSource } from 'typeorm';
import { asDatabaseError, isTransactionConflict } from '../database/database-errors.js';
import { inTransaction } from '../database/transaction.js';
import { CollectingUnit } from './collecting-unit.js';
import { insideUnit, isInUnitOfWork } from './current-unit.js';
import { Outbox } from './outbox.js';
import { SharedUnits } from './shared-units.js';
import type { UnitOfWork } from './unit-of-work.js';

/** How often a transaction that loses against others is run, at most. */
const TRIES = 4;

/** The one way to change what the service stores, and to publish. */
@Injectable()
export class UnitsOfWork {
  private readonly shared: SharedUnits;

  constructor(
    private readonly dataSource: DataSource,
    @Optional() @Inject(Outbox) private readonly outbox?: Outbox,
  ) {
    const { options } = dataSource;
    const service = 'schema' in options && options.schema !== undefined ? options.schema : 'persistence';
    this.shared = new SharedUnits(this, `${service}.work_together`);
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
   * As `run`, but what is waiting at the same time shares a transaction: for small units that come in numbers. If one
   * of them fails, they are run one by one.
   */
  runTogether<T>(fn: (work: UnitOfWork) => Promise<T> | T): Promise<T> {
    return isInUnitOfWork() ? Promise.reject(nested()) : this.shared.add(fn);
  }

  /** As `run`, but a transaction that loses against another one is the caller's to run again. */
  async runOnce<T>(fn: (work: UnitOfWork) => Promise<T> | T, subjects?: FaultSubjects): Promise<T> {
    if (isInUnitOfWork()) throw nested();
    try {
      const { unit, result } = await inTransaction(this.dataSource, async (manager) => {
        const unit = new CollectingUnit(manager, this.outbox);
        const result = await insideUnit(() => fn(unit));
        await unit.store();
        faultPoint('messaging.unit.before-commit', subjects);
        return { unit, result };
      });
      faultPoint('messaging.unit.after-commit', subjects);
      unit.committed();
      return result;
    } catch (error) {
      throw asDatabaseError(error);
    }
  }
}

function nested(): ThroughlineError {
  const text = 'A unit of work was begun inside another one: pass the outer one on instead';
  return new ThroughlineError('unit_of_work_nested', 'internal', text);
}
