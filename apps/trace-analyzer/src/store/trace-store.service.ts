import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type RunId, runIdFrom } from '@throughline/contracts';
import { TraceAnalyzerConfig } from '../config.js';
import { OriginPool } from './origin-pool.js';
import { readRunFile } from './run-file-reader.js';
import { RunFiles } from './run-files.js';
import { isRefusal, replaces, type StoredSpan } from './stored-span.js';
import { TraceWindow } from './trace-window.js';

const DAY_MS = 86_400_000;

/** All spans that were received: the latest traces in memory, those of runs in files too. */
@Injectable()
export class TraceStore implements OnModuleInit {
  readonly origins = new OriginPool();
  readonly window: TraceWindow;
  private readonly files: RunFiles;

  constructor(private readonly config: TraceAnalyzerConfig) {
    this.window = new TraceWindow({ maxSpans: config.windowSpans, maxBytes: config.windowBytes });
    this.files = new RunFiles(join(config.home, 'traces'));
  }

  /** Searches and the service map still know the latest runs after a restart. */
  async onModuleInit(): Promise<void> {
    await this.files.prepare();
    await this.files.sweep(Date.now() - DAY_MS);
    for (const path of (await this.files.latest(this.config.reloadBytes)).reverse()) {
      for await (const span of readRunFile(await open(path), this.origins)) this.window.add(span);
    }
  }

  /** Resolves when the spans of runs are in their files: what is acknowledged survives a crash. */
  async receive(spans: readonly StoredSpan[]): Promise<void> {
    const ofOthers = spans.filter(({ runId }) => runId === undefined);
    const kept = await Promise.all([...ofRuns(spans)].map(([runId, own]) => this.append(runId, own)));
    for (const span of [...ofOthers, ...kept.flat()]) this.window.add(span);
  }

  /** The spans of a trace, each once; empty when the trace is unknown. */
  async trace(traceId: string): Promise<readonly StoredSpan[]> {
    const recent = this.window.spansOf(traceId);
    const runId = runIdFrom(traceId);
    const file = runId === undefined ? undefined : await this.files.open(runId);
    if (file === undefined) return recent;
    const spans = new Map<string, StoredSpan>();
    for await (const span of readRunFile(file, this.origins)) put(spans, span);
    // A run with a file may have been refused before it was accepted.
    for (const span of recent) if (!spans.has(span.spanId) && !isRefusal(span)) put(spans, span);
    return [...spans.values()];
  }

  private append(runId: RunId, spans: readonly StoredSpan[]): Promise<readonly StoredSpan[]> {
    return this.files.append(runId, spans, () => this.window.spansOf(spans[0]?.traceId ?? ''));
  }
}

function ofRuns(spans: readonly StoredSpan[]): Map<RunId, StoredSpan[]> {
  const runs = new Map<RunId, StoredSpan[]>();
  for (const span of spans) {
    if (span.runId === undefined) continue;
    const own = runs.get(span.runId);
    if (own === undefined) runs.set(span.runId, [span]);
    else own.push(span);
  }
  return runs;
}

function put(spans: Map<string, StoredSpan>, span: StoredSpan): void {
  const earlier = spans.get(span.spanId);
  if (earlier === undefined || replaces(span, earlier)) spans.set(span.spanId, span);
}
