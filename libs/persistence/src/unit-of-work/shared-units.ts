import { AsyncLocalStorage } from 'node:async_hooks';
import { context, type Link, ROOT_CONTEXT, trace } from '@throughline/tracing/api';
import { recordFailure } from '@throughline/tracing';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { insideUnit } from './current-unit.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Units that share a transaction, at most. */
const MAX_BATCH = 64;

type Work<T> = (work: UnitOfWork) => Promise<T> | T;

/** What the waiting units are run by. */
export interface Transactions {
  run(fn: Work<void>): Promise<void>;
  runOnce(fn: Work<void>): Promise<void>;
}

interface Waiting {
  readonly run: (work: UnitOfWork) => Promise<void>;
  /** Calls something as if it were in the place where the unit was asked for. */
  readonly there: <T>(fn: () => T) => T;
  readonly links: Link[];
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Takes the units that are waiting, never waits for more, and runs them in one transaction; one at a time. */
export class SharedUnits {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly spanName: string,
  ) {}

  add<T>(fn: Work<T>): Promise<T> {
    const active = trace.getSpanContext(context.active());
    const links = active === undefined ? [] : [{ context: active }];
    const there = AsyncLocalStorage.snapshot();
    return new Promise((resolve, reject) => {
      let result: Promise<T> | undefined;
      const run = async (work: UnitOfWork): Promise<void> => {
        result = Promise.resolve(await fn(work));
      };
      const committed = (): void => {
        if (result !== undefined) resolve(result);
      };
      this.waiting.push({ run, there, links, committed, failed: reject });
      this.start();
    });
  }

  private start(): void {
    if (this.running) return;
    this.running = true;
    setImmediate(() => void context.with(ROOT_CONTEXT, () => this.runWaiting()));
  }

  private async runWaiting(): Promise<void> {
    while (this.waiting.length > 0) await this.runBatch(this.waiting.splice(0, MAX_BATCH));
    this.running = false;
  }

  private async runBatch(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 1) return this.runEach(batch);
    try {
      await this.runTogether(batch);
    } catch (error) {
      // One of them is at fault, or has lost against somebody else: alone it hurts only itself.
      if (isDatabaseUnavailable(error)) for (const { failed } of batch) failed(error);
      else await this.runEach(batch);
      return;
    }
    for (const { committed } of batch) committed();
  }

  private async runEach(batch: readonly Waiting[]): Promise<void> {
    for (const { there, run, committed, failed } of batch)
      await there(() => this.transactions.run(run)).then(committed, failed);
  }

  /** What serves all belongs to none of their traces: a trace of its own, linked to each. */
  private async runTogether(batch: readonly Waiting[]): Promise<void> {
    const links = batch.flatMap((each) => each.links);
    const attributes = { 'throughline.units': batch.length };
    const span = trace
      .getTracer('@throughline/persistence')
      .startSpan(this.spanName, { root: true, links, attributes });
    try {
      await context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
        this.transactions.runOnce(async (work) => {
          for (const { there, run } of batch) await there(() => insideUnit(() => run(work)));
        }),
      );
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  }
}
