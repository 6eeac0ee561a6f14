import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RUN_SPAN_NAME, type RunId, runIdFrom, ThroughlineError } from '@throughline/contracts';
import { RegularLook } from '@throughline/jobs/regular-look';
import type { UnitOfWork } from '@throughline/persistence';
import { faultPoint } from '@throughline/resilience';
import type { TraceContributor } from '@throughline/service-host';
import { exportDerivedSpan, exportRefusedRun, getLogger } from '@throughline/tracing';
import { DataSource } from 'typeorm';
import type { RunChange } from '../workflow/run-change.js';
import { DerivedSpanRow } from './derived-span.entity.js';
import { type ClaimedSpan, DerivedSpanRows } from './derived-span-rows.js';
import { attemptSpan, runSpan, spanOf } from './run-spans.js';

const PAGE = 100;
const BACKSTOP_MS = 2000;

/** Exports the spans of runs and attempts that have ended: queued with the end, taken off when received. */
@Injectable()
export class DerivedSpans implements TraceContributor, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = getLogger('derived-spans');
  private readonly looks = new RegularLook({
    everyMs: BACKSTOP_MS,
    look: (stopped) => this.exportWaiting(stopped),
    logger: 'derived-spans',
    failure: 'derived spans wait for their receiver',
  });
  /** A process that has just started need not wait for the claims of the one before to run out. */
  private takesOver = true;

  constructor(
    private readonly source: DataSource,
    private readonly rows: DerivedSpanRows,
  ) {}

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.looks.stop();
  }

  async queue(work: UnitOfWork, change: RunChange): Promise<void> {
    const spans = change.endedAttempts.map((attempt) => attemptSpan(change.run, attempt));
    if (change.runEnded) spans.push(runSpan(change.run));
    if (spans.length === 0) return;
    await work.manager.insert(
      DerivedSpanRow,
      spans.map((span) => ({ runId: change.run.id, spanId: span.spanId, span, exportedAt: null })),
    );
    work.afterCommit(() => {
      this.looks.wake();
    });
  }

  /** The root of a run that was refused: it says so, and nothing is stored. */
  async exportRefused(runId: RunId, error: unknown): Promise<void> {
    const errorType = error instanceof ThroughlineError ? error.code : 'internal_error';
    await exportRefusedRun({ runId, name: RUN_SPAN_NAME, errorType }).catch((cause: unknown) => {
      this.log.warn({ err: cause }, 'the root of a refused run was not received');
    });
  }

  async created(traceId: string): Promise<string[]> {
    const rows = await this.ofTrace(traceId);
    return rows.map((row) => row.spanId);
  }

  async pending(traceId: string): Promise<number> {
    const rows = await this.ofTrace(traceId);
    return rows.filter((row) => row.exportedAt === null).length;
  }

  private async ofTrace(traceId: string): Promise<DerivedSpanRow[]> {
    const runId = runIdFrom(traceId);
    if (runId === undefined) return [];
    const where = { runId };
    return this.source.manager.find(DerivedSpanRow, {
      where,
      select: { runId: true, spanId: true, exportedAt: true },
    });
  }

  private async exportWaiting(stopped: AbortSignal): Promise<void> {
    for (let left = PAGE; left === PAGE && !stopped.aborted;) {
      const claimed = await this.rows.claim(PAGE, this.takesOver);
      left = claimed.length;
      if (left > 0) await this.export(claimed);
      if (left < PAGE) this.takesOver = false;
    }
  }

  private async export(claimed: readonly ClaimedSpan[]): Promise<void> {
    const outcomes = await Promise.allSettled(claimed.map(({ span }) => exportDerivedSpan(spanOf(span))));
    faultPoint('workflow-orchestrator.spans.after-export');
    await this.rows.exported(claimed.filter((_, at) => outcomes[at]?.status === 'fulfilled'));
    await this.rows.giveBack(claimed.filter((_, at) => outcomes[at]?.status === 'rejected'));
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }
}
