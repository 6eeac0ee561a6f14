import { newRunId, type RunId, type RunView } from '@throughline/contracts';
import { runContext, traceAsyncOperation, traceIdOf } from '@throughline/tracing';
import { errorObject } from '../errors/exit-code.js';
import { isTracedElsewhere, startTracing } from '../platform/cli-tracing.js';
import type { PlatformAccess } from '../platform/platform-access.js';
import type { Interruption } from '../terminal/interruption.js';
import type { Output } from '../terminal/output.js';
import { receivedSpans } from '../traces/trace-source.js';
import { settledTrace, type WholeTrace } from '../traces/whole-trace.js';
import { isFinalState } from './final-state.js';
import { followRun } from './follow-run.js';
import { createPatiently } from './patient-creation.js';
import { RunClient } from './run-client.js';
import type { RunRequest } from './run-input.js';

const SETTLING_MS = 30_000;

export interface ExecutedRun {
  readonly run: RunView;
  /**
   * Undefined when the run was left before its end, its spans go to a receiver of the person's own, or nobody could
   * be asked for them.
   */
  readonly trace: WholeTrace | undefined;
}

/** Creates a run, shows what happens in it, and waits until its trace has settled. */
export async function executeRun(
  access: PlatformAccess,
  request: RunRequest,
  output: Output,
  interruption: Interruption,
): Promise<ExecutedRun> {
  const tracing = startTracing(access);
  const id = newRunId();
  try {
    const run = await inTrace(id, () => createAndFollow(access, id, request, output, interruption));
    if (!isFinalState(run.state) || isTracedElsewhere(access)) return { run, trace: undefined };
    // Its own spans have ended here; they must have arrived before anything is compared.
    await tracing.flush();
    return { run, trace: await traceOf(access, id, output) };
  } finally {
    await tracing.shutdown();
  }
}

/** The run has ended, whether its trace can be had or not. */
async function traceOf(access: PlatformAccess, id: RunId, output: Output): Promise<WholeTrace | undefined> {
  const received = () => receivedSpans(access.client, traceIdOf(id));
  try {
    return await settledTrace({ ...access, received }, id, SETTLING_MS);
  } catch (error) {
    output.line(`The trace cannot be had now: ${errorObject(error).error.message}`);
    return undefined;
  }
}

/** Creates a run and leaves it to the platform. */
export async function startRun({ client }: PlatformAccess, request: RunRequest): Promise<RunView> {
  const id = newRunId();
  const runs = new RunClient(client);
  await inTrace(id, () => runs.create(id, request));
  return runs.get(id);
}

const inTrace = <T>(id: RunId, fn: () => Promise<T>): Promise<T> =>
  traceAsyncOperation('cli.run', {}, fn, { context: runContext(id) });

async function createAndFollow(
  access: PlatformAccess,
  id: RunId,
  request: RunRequest,
  output: Output,
  interruption: Interruption,
): Promise<RunView> {
  interruption.throwIfAsked();
  const runs = new RunClient(access.client);
  await createPatiently(
    () => runs.create(id, request),
    (text) => output.line(text),
  );
  output.line(`Run ${id} is accepted.`);
  return followRun(access, id, output, interruption);
}
