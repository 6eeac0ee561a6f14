import { type RunId, type RunView } from '@throughline/contracts';
import { PlatformLostError } from '../errors/cli.errors.js';
import type { PlatformAccess } from '../platform/platform-access.js';
import type { Interruption } from '../terminal/interruption.js';
import type { Output } from '../terminal/output.js';
import { progressLine } from './progress-line.js';
import { RunClient } from './run-client.js';
import { runEvents } from './run-events.js';
import { hintsFor } from './waiting-lines.js';

/** Prints what happens until the run ends. Ctrl-C cancels the run, once more leaves it. */
export async function followRun(
  access: PlatformAccess,
  id: RunId,
  output: Output,
  interruption: Interruption,
): Promise<RunView> {
  const runs = new RunClient(access.client);
  interruption.onFirst(() => {
    output.line('Cancelling the run; press Ctrl-C once more to leave without waiting.');
    runs
      .cancel(id)
      .catch((error: unknown) => output.line(error instanceof Error ? error.message : String(error)));
  });
  const lost = new AbortController();
  const signal = AbortSignal.any([interruption.left, lost.signal]);
  const failure = access.failed.then((reason) => {
    lost.abort();
    throw new PlatformLostError(reason.message);
  });
  await Promise.race([failure, printEvents(access, id, output, signal)]);
  return runs.get(id);
}

async function printEvents(
  access: PlatformAccess,
  id: RunId,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = startOf(id);
  try {
    for await (const event of runEvents(access.client, id, signal)) {
      output.line(progressLine(event, startedAt, output.colors));
      for (const hint of hintsFor({ ...event, runId: id })) output.line(`          ${hint}`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A UUIDv7 begins with its time: 48 bits of milliseconds since the epoch (RFC 9562). */
const startOf = (id: RunId): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
