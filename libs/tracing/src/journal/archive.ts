import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeLine } from './journal-line.js';
import { isAbsent, readIds } from './journal-reader.js';

const ARCHIVE = 'archive.jsonl';
/** Some 4 MB of them. */
const MOST_IDS = 200_000;

/** The ids of spans long acknowledged, of the newest runs only: enough to say later which spans a run has had. */
export class JournalArchive {
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly maxRuns: number,
  ) {}

  /** Takes over the ids in these files; when it resolves they may be deleted. One at a time. */
  fold(files: readonly string[]): Promise<void> {
    this.last = this.last.catch(() => undefined).then(() => this.rewrite(files));
    return this.last;
  }

  private async rewrite(files: readonly string[]): Promise<void> {
    const path = join(this.folder, ARCHIVE);
    const runs = new Map<string, Set<string>>();
    for (const file of [path, ...files]) await collect(file, runs);
    // Ids of runs begin with the time, so the order of the texts is the order of the runs.
    const newest = [...runs.keys()].sort().slice(-this.maxRuns).reverse();
    const lines: string[] = [];
    let room = MOST_IDS;
    for (const t of newest) {
      const i = [...(runs.get(t) ?? [])].slice(0, room);
      room -= i.length;
      if (i.length > 0) lines.push(encodeLine({ k: 'a', t, i }));
    }
    await writeFile(`${path}.tmp`, lines.join(''), { mode: 0o600 });
    await rename(`${path}.tmp`, path);
  }
}

async function collect(file: string, runs: Map<string, Set<string>>): Promise<void> {
  if (!(await exists(file))) return;
  for await (const { traceId, spanIds } of readIds(file)) {
    const known = idsOf(runs, traceId);
    for (const id of spanIds) known.add(id);
  }
}

function idsOf(runs: Map<string, Set<string>>, traceId: string): Set<string> {
  const known = runs.get(traceId) ?? new Set<string>();
  runs.set(traceId, known);
  return known;
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Deletes files whose ids the archive has. */
export async function removeFiles(files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true })));
}
