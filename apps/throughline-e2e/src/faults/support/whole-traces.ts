import { traceOf } from '../../support/run-trace.js';
import type { FaultPlatform } from './fault-platform.js';
import type { FaultRun } from './fault-run.js';

/** What is wrong with the trace of a run: one root, no orphan, nothing missing, each span as it must be. */
export async function wrongTrace({ platform }: FaultPlatform, { id, label }: FaultRun): Promise<string[]> {
  try {
    const { report } = await traceOf(platform, id);
    return report.findings.map((finding) => `${label} (${id}): ${JSON.stringify(finding)}`);
  } catch (error) {
    return [`${label} (${id}): ${error instanceof Error ? error.message : String(error)}`];
  }
}
