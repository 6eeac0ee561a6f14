import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES } from '@throughline/contracts';
import { type PlatformRecord, type Progress, runningPlatform } from '@throughline/platform';
import { PlatformLostError } from '../errors/cli.errors.js';

const LIMIT_MS = 60_000;
const EVERY_MS = 200;

/**
 * The platform on the state folder once all of it answers: it may still be starting, or a part of it again.
 * Undefined when there is none, or it went away while it was waited for.
 * @throws {PlatformLostError} when a part does not come
 */
export async function readyPlatform(home: string, progress: Progress): Promise<PlatformRecord | undefined> {
  let record = runningPlatform(home);
  if (record === undefined || isReady(record)) return record;
  progress('Waiting for the platform that is starting');
  const end = performance.now() + LIMIT_MS;
  while (record !== undefined && !isReady(record)) {
    if (performance.now() >= end) throw new PlatformLostError(`not ready in time: ${missing(record)}`);
    await delay(EVERY_MS);
    record = runningPlatform(home);
  }
  return record;
}

export const isReady = (record: PlatformRecord): boolean => missing(record) === '';

function missing({ parts }: PlatformRecord): string {
  const ready = new Set(parts.filter(({ state }) => state === 'ready').map(({ name }) => name));
  return SERVICES.filter((service) => !ready.has(service)).join(', ');
}
