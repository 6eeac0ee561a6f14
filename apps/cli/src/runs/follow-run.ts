import { type RunId, type RunView } from '@throughline/contracts';
import { PlatformLostError } from '../errors/cli.errors.js';
import type { PlatformAccess } from '../platform/platform-access.js';
import { Interrupts } from '../terminal/interrupts.js';
import type { Output } from '../terminal/output.js';
import { progressLine } from './progress-line.js';
import { RunClient } from './run-client.js';
import { runEvents } from './run-events.js';

/** Prints what happens until the run ends. Ctrl-C cancels the run, once more leaves it. */
export async function followRun(access: PlatformAccess, id: RunId, output: Output): Promise<RunView> {
  const runs = new RunClient(access.client);
  const left = new AbortController();
  const cancel = (): void => {
    output.line('Cancelling the run; press Ctrl-C once more to leave without waiting.');
    runs
      .cancel(id)
      .catch((error: unknown) => output.line(error instanceof Error ? error.message : String(error)));
  };
  using _interrupts = new Interrupts(cancel, () => left.abort());
  const lost = access.failed.then((reason) => {
    left.abort();
    throw new PlatformLostError(reason.message);
  });
  await Promise.race([lost, printEvents(access, id, output, left.signal)]);
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
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A UUIDv7 begins with its time: 48 bits of milliseconds since the epoch (RFC 9562). */
const startOf = (id: RunId): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
