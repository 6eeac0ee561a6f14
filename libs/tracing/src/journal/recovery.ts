import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceErrors } from '../metrics/trace-errors.js';
import type { JournalArchive } from './archive.js';
import { DeadJournal, type UnsentSpans } from './dead-journal.js';
import { isAbsent, journalFiles, processFolders } from './journal-reader.js';
import { identityText, isAlive, ownIdentity, parseIdentity } from './process-identity.js';

const CLAIM = '~';

export interface RecoveryParts {
  /** The folder with the journals of all processes of the service. */
  readonly path: string;
  /** Where the ids of recovered spans are kept. */
  readonly archive: JournalArchive;
  readonly errors: TraceErrors;
  readonly totalBytes: number;
  /** Resolves when the receiver has the spans; tries as often as it takes, until the signal aborts. */
  readonly deliver: (spans: UnsentSpans) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Exports what ended processes of this service have left in their journals. Never rejects. */
export async function recoverJournals(parts: RecoveryParts): Promise<void> {
  try {
    const dead = (await processFolders(parts.path)).filter(isDead);
    for (const folder of await withinBound(parts, dead)) {
      if (parts.signal.aborted) return;
      const claimed = await claim(parts.path, folder);
      if (claimed !== undefined) await recoverOne(claimed, parts);
    }
  } catch (error) {
    if (!parts.signal.aborted) parts.errors.count('recovery', error);
  }
}

async function recoverOne(folder: string, parts: RecoveryParts): Promise<void> {
  await new DeadJournal(folder).deliverUnsent(parts.deliver);
  const files = (await journalFiles(folder)).map((name) => join(folder, name));
  await parts.archive.fold(files);
  await rm(folder, { recursive: true, force: true });
}

function isDead(folder: string): boolean {
  const owner = parseIdentity(folder.split(CLAIM).at(-1) ?? '');
  return owner !== undefined && !isAlive(owner);
}

/** Newest first within the bound; gives up what the receiver has not taken for so long that it would fill the disk. */
async function withinBound({ path, totalBytes, errors }: RecoveryParts, dead: string[]): Promise<string[]> {
  const sized = await Promise.all(dead.map((folder) => sizeOf(join(path, folder))));
  const newest = dead.map((folder, at) => ({ folder, ...(sized[at] ?? { bytes: 0, time: 0 }) }));
  newest.sort((a, b) => b.time - a.time);
  let sum = 0;
  const kept: string[] = [];
  for (const { folder, bytes } of newest) {
    sum += bytes;
    if (sum <= totalBytes) kept.push(folder);
    else {
      errors.count('journal_full');
      await rm(join(path, folder), { recursive: true, force: true });
    }
  }
  return kept;
}

async function sizeOf(folder: string): Promise<{ bytes: number; time: number }> {
  try {
    const stats = await Promise.all((await journalFiles(folder)).map((name) => stat(join(folder, name))));
    const times = stats.map(({ mtimeMs }) => mtimeMs);
    return { bytes: stats.reduce((sum, { size }) => sum + size, 0), time: Math.max(0, ...times) };
  } catch (error) {
    if (isAbsent(error)) return { bytes: 0, time: 0 };
    throw error;
  }
}

/** Renames a dead process's folder after this process; of several that try, one succeeds. */
async function claim(path: string, folder: string): Promise<string | undefined> {
  const [original = folder] = folder.split(CLAIM);
  const claimed = join(path, `${original}${CLAIM}${identityText(ownIdentity())}`);
  try {
    await rename(join(path, folder), claimed);
    return claimed;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
