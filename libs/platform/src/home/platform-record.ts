import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessIdentity, isAlive, isProcessIdentity } from '../process/process-identity.js';
import type { JaegerAddresses } from '../jaeger/jaeger-addresses.js';
import type { PartStatus } from '../supervisor/part-status.js';

/** `platform.json`: who runs on this state folder, and where. Readable by its owner alone: it holds passwords. */
export interface PlatformRecord {
  /** `platform`: all services; `infrastructure`: Postgres and RabbitMQ, with one service alone or none. */
  readonly kind: 'platform' | 'infrastructure';
  readonly owner: ProcessIdentity;
  readonly version: string;
  readonly nodeVersion: string;
  readonly startedAt: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** The Jaeger that gets every span too, when there is one. */
  readonly jaeger?: JaegerAddresses;
  /** As of the last change of any of them. */
  readonly parts: readonly PartStatus[];
}

const fileOf = (home: string): string => join(home, 'platform.json');

export function writeRecord(home: string, record: PlatformRecord): void {
  const fresh = `${fileOf(home)}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileOf(home));
}

export const removeRecord = (home: string): void => rmSync(fileOf(home), { force: true });

/** The record that the last one on this state folder has written, alive or not. */
export function lastRecord(home: string): PlatformRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(home), 'utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The record of a platform or infrastructure whose process is alive. */
export function liveRecord(home: string): PlatformRecord | undefined {
  const record = lastRecord(home);
  return record !== undefined && isAlive(record.owner) ? record : undefined;
}

/** What runs on this state folder now: the content of `platform.json`, when its platform is alive. */
export function runningPlatform(home: string): PlatformRecord | undefined {
  const record = liveRecord(home);
  return record?.kind === 'platform' ? record : undefined;
}

function isRecord(value: unknown): value is PlatformRecord {
  if (typeof value !== 'object' || value === null) return false;
  if (!('owner' in value && isProcessIdentity(value.owner))) return false;
  return (
    'kind' in value &&
    'databaseUrl' in value &&
    'rabbitUrl' in value &&
    'parts' in value &&
    Array.isArray(value.parts)
  );
}
