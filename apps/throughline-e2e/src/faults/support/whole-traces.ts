import { setTimeout as delay } from 'node:timers/promises';
import { traceOf } from '../../support/run-trace.js';
import type { FaultPlatform } from './fault-platform.js';
import type { FaultRun } from './fault-run.js';

/** Spans are exported in batches, and again where a receiver was killed. */
const RECEIVED_WITHIN_MS = 30_000;

/** What is wrong with the trace of a run when all has arrived: one root, no orphan, nothing missing, each span as it must be. */
export async function wrongTrace(on: FaultPlatform, run: FaultRun): Promise<string[]> {
  const deadline = Date.now() + RECEIVED_WITHIN_MS;
  for (;;) {
    const wrong = await findings(on, run);
    if (wrong.length === 0 || Date.now() > deadline) return wrong;
    await delay(500);
  }
}

async function findings({ platform }: FaultPlatform, { id, label }: FaultRun): Promise<string[]> {
  try {
    const { report } = await traceOf(platform, id);
    return report.findings.map((finding) => `${label} (${id}): ${JSON.stringify(finding)}`);
  } catch (error) {
    return [`${label} (${id}): ${error instanceof Error ? error.message : String(error)}`];
  }
}
