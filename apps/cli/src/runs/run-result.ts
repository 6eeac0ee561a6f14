import type { RunView } from '@throughline/contracts';
import type { WholeTrace } from '../traces/whole-trace.js';

/** What `run --json` and `demo --json` end with. What is not known is null. */
export interface RunResult {
  readonly runId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly traceId: string;
  /** Spans that trace-analyzer has received. */
  readonly spans: number | null;
  /** Spans that the journals of all processes name. */
  readonly spansCreated: number | null;
  readonly orphans: number | null;
  readonly roots: number | null;
  readonly services: readonly string[] | null;
  /** Tasks that are done. */
  readonly tasks: number;
  /** Attempts of all tasks. */
  readonly attempts: number;
  /** Messages that were published: PRODUCER spans. */
  readonly messages: number | null;
  readonly model: string;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly costUsd: number | null;
  readonly durationMs: number | null;
}

export function runResult(run: RunView, trace: WholeTrace | undefined): RunResult {
  return {
    runId: run.runId,
    state: run.state,
    reason: run.reason ?? null,
    branch: run.branch ?? null,
    commit: run.commit ?? null,
    traceId: run.traceId,
    spans: trace?.spans.length ?? null,
    spansCreated: trace?.created.size ?? null,
    orphans: trace?.report.orphans.length ?? null,
    roots: trace?.report.roots.length ?? null,
    services: trace?.report.services ?? null,
    tasks: run.tasks.filter(({ state }) => state === 'done').length,
    attempts: run.tasks.reduce((sum, { attempts }) => sum + attempts.length, 0),
    messages: trace?.spans.filter(({ kind }) => kind === 'PRODUCER').length ?? null,
    model: run.model,
    tokens: { input: run.usage.inputTokens, output: run.usage.outputTokens },
    costUsd: run.usage.costUsd ?? null,
    durationMs: run.durationMs ?? null,
  };
}
