import { PartFailedError } from '../platform-errors.js';
import { until } from './until.js';

const WITHIN_MS = 30_000;

/**
 * Waits until a service that has started also takes work. It starts without waiting for the broker, so its queues
 * come a moment later.
 * @throws {PartFailedError}
 */
export async function untilTakesWork(name: string, port: number, log: string): Promise<void> {
  const signal = AbortSignal.timeout(WITHIN_MS);
  try {
    await until(() => takesWork(port), 20, signal);
  } catch {
    throw new PartFailedError(name, `takes no work after ${WITHIN_MS / 1000} s`, log);
  }
}

async function takesWork(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(5_000),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
