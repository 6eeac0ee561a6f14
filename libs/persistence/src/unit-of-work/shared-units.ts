import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type Link, ROOT_CONTEXT, trace } from '@throughline/tracing/api';
import { recordFailure } from '@throughline/tracing';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Units that share a transaction, at most. */
const MAX_BATCH = 64;

type Work = (work: UnitOfWork) => Promise<void>;

/** What the waiting units are run by. */
export interface Transactions {
  run(fn: Work): Promise<void>;
  runOnce(fn: Work): Promise<void>;
}

/** Something to be done. */
export interface Waiting<T> {
  readonly item: T;
  /** What was active where it was asked for. */
  readonly context: Context;
}

interface Asked<T> extends Waiting<T> {
  /** Calls something as if it were in the place where it was asked for. */
  readonly there: <R>(fn: () => R) => R;
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Takes what is waiting, never waits for more, and does it in one transaction; one at a time. */
export class SharedUnits<T> {
  /** As many as there are callers that wait for it: whoever takes in what they ask for bounds it. */
  private waiting: Asked<T>[] = [];
  private running = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly spanName: string,
    private readonly doAll: (waiting: readonly Waiting<T>[], work: UnitOfWork) => Promise<void>,
  ) {}

  /** Resolves when it has been committed. */
  add(item: T): Promise<void> {
    const there = AsyncLocalStorage.snapshot();
    return new Promise((committed, failed) => {
      this.waiting.push({ item, there, context: context.active(), committed, failed });
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

  private async runBatch(batch: readonly Asked<T>[]): Promise<void> {
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

  private async runEach(batch: readonly Asked<T>[]): Promise<void> {
    for (const each of batch)
      await each
        .there(() => this.transactions.run((work) => this.doAll([each], work)))
        .then(each.committed, each.failed);
  }

  /** What serves all belongs to none of their traces: a trace of its own, linked to each. */
  private async runTogether(batch: readonly Asked<T>[]): Promise<void> {
    const attributes = { 'throughline.units': batch.length };
    const span = trace
      .getTracer('@throughline/persistence')
      .startSpan(this.spanName, { root: true, links: batch.flatMap(linkTo), attributes });
    try {
      await context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
        this.transactions.runOnce((work) => this.doAll(batch, work)),
      );
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  }
}

function linkTo(asked: Waiting<unknown>): Link[] {
  const active = trace.getSpanContext(asked.context);
  return active === undefined ? [] : [{ context: active }];
}
