import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RUN_SPAN_NAME, type RunId, runIdFrom, ThroughlineError } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { faultPoint } from '@throughline/resilience';
import type { TraceContributor } from '@throughline/service-host';
import { exportDerivedSpan, exportRefusedRun, getLogger, withoutTracing } from '@throughline/tracing';
import { DataSource, In, IsNull } from 'typeorm';
import type { RunChange } from '../workflow/run-change.js';
import { DerivedSpanRow } from './derived-span.entity.js';
import { attemptSpan, runSpan, spanOf } from './run-spans.js';

const PAGE = 100;
const BACKSTOP_MS = 2000;

/** Exports the spans of runs and attempts that have ended: queued with the end, taken off when received. */
@Injectable()
export class DerivedSpans implements TraceContributor, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = getLogger('derived-spans');
  private timer: NodeJS.Timeout | undefined;
  private exporting: Promise<void> | undefined;
  private isWoken = false;
  private isStopped = false;

  constructor(private readonly source: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.wake();
    }, BACKSTOP_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.isStopped = true;
    await this.exporting;
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
      this.wake();
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

  /** One export at a time; however often it is woken during one, one more follows. */
  private wake(): void {
    this.isWoken = true;
    this.exporting ??= withoutTracing(() => this.exportWhileWoken()).finally(() => {
      this.exporting = undefined;
    });
  }

  private async exportWhileWoken(): Promise<void> {
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      await this.exportWaiting().catch((error: unknown) => {
        this.log.warn({ err: error }, 'derived spans wait for their receiver');
      });
    }
  }

  private async exportWaiting(): Promise<void> {
    for (;;) {
      const rows = await this.source.manager.find(DerivedSpanRow, {
        where: { exportedAt: IsNull() },
        take: PAGE,
      });
      const outcomes = await Promise.allSettled(rows.map((row) => exportDerivedSpan(spanOf(row.span))));
      if (rows.length > 0) faultPoint('workflow-orchestrator.spans.after-export');
      await this.markExported(rows.filter((_, at) => outcomes[at]?.status === 'fulfilled'));
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      if (refused !== undefined) throw refused.reason;
      if (rows.length < PAGE) return;
    }
  }

  private async markExported(rows: readonly DerivedSpanRow[]): Promise<void> {
    for (const runId of new Set(rows.map((row) => row.runId))) {
      const spanId = In(rows.filter((row) => row.runId === runId).map((row) => row.spanId));
      await this.source.manager.update(DerivedSpanRow, { runId, spanId }, { exportedAt: new Date() });
    }
  }
}
