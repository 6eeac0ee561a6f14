import { readFileSync } from 'node:fs';
import { type PlatformLock, lockHome } from '../home/platform-lock.js';
import { type PlatformRecord, lastRecord, removeRecord, writeRecord } from '../home/platform-record.js';
import { prepareHome } from '../home/state-home.js';
import { endProcessGroup } from '../process/end-process.js';
import { identify } from '../process/process-identity.js';
import { Reaper } from '../process/reaper.js';
import { PartGroup } from '../supervisor/part-group.js';

type RecordContent = Pick<PlatformRecord, 'kind' | 'ports' | 'databaseUrl' | 'rabbitUrl' | 'jaeger'>;

/** This process's hold of a state folder: its lock, its reaper, its parts and what platform.json says of them. */
export class Session {
  readonly parts = new PartGroup();
  readonly startedAt = new Date().toISOString();

  private constructor(
    readonly home: string,
    private readonly lock: PlatformLock,
    readonly reaper: Reaper,
  ) {
    lock.nameReaper(reaper.identity);
  }

  /** @throws {PlatformRunningError} when another process holds the state folder */
  static async open(home: string): Promise<Session> {
    prepareHome(home);
    const lock = await lockHome(home);
    await endLeftOvers(home);
    return new Session(home, lock, new Reaper());
  }

  /** Keeps platform.json up to date from now on. */
  publish(content: RecordContent): void {
    const owner = identify(process.pid);
    if (owner === undefined) return;
    const { startedAt } = this;
    const fixed = { ...content, owner, version: VERSION, nodeVersion: process.version, startedAt };
    const write = (): void => writeRecord(this.home, { ...fixed, parts: this.parts.status() });
    this.parts.onChange(write);
    write();
  }

  /** Ends the parts, rank by rank, and lets go of the state folder. */
  async close(ranks: readonly (readonly string[])[]): Promise<void> {
    for (const names of ranks) await this.parts.stop(names);
    this.parts.onChange(() => undefined);
    await this.reaper.close();
    removeRecord(this.home);
    this.lock.release();
  }
}

/** Should both a supervisor and its reaper have been killed, its record still names what they started. */
async function endLeftOvers(home: string): Promise<void> {
  const left = lastRecord(home)?.parts.flatMap(({ process }) => process ?? []) ?? [];
  await Promise.all(left.map((identity) => endProcessGroup(identity, { signal: 'SIGTERM', graceMs: 5_000 })));
  removeRecord(home);
}

const VERSION = versionOf(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

function versionOf(text: string): string {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && 'version' in value
    ? String(value.version)
    : 'unknown';
}
