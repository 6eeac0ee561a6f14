import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TurnBudget } from '../sdk/turn-budget.js';
import { encodeLine } from './journal-line.js';
import { isAbsent, readIds } from './journal-reader.js';

const ARCHIVE = 'archive.jsonl';
/** Some 4 MB of them. */
const MOST_IDS = 200_000;

/** In a line: reading and writing one holds the event loop for a fraction of a millisecond. */
const MOST_IN_LINE = 512;
/** Lines that are written in one go. */
const MOST_LINES = 32;

/** Ids of spans by their trace. */
export type SpansOfRuns = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The ids of spans long acknowledged, of the newest runs: enough to say later which spans a run has had. New ones are
 * added at its end; once it has grown by so much again it is written anew, with what there is room for.
 */
export class JournalArchive {
  private last: Promise<void> = Promise.resolve();
  /** What may still be added at the end. None: it may be somebody else's, or end in half a line. */
  private room = { runs: 0, ids: 0 };

  constructor(
    private readonly folder: string,
    private readonly maxRuns: number,
    private readonly clock?: () => number,
  ) {}

  /** Takes over the ids in these files; when it resolves they may be deleted. One at a time, and piece by piece. */
  fold(files: readonly string[]): Promise<void> {
    return this.afterLast(async (budget) => {
      const runs = new Map<string, Set<string>>();
      for (const file of files) await collect(file, runs, budget);
      await this.take(runs, budget);
    });
  }

  /** Takes over ids that are in memory, as `fold` does. */
  keep(runs: SpansOfRuns): Promise<void> {
    return this.afterLast((budget) => this.take(runs, budget));
  }

  private afterLast(task: (budget: TurnBudget) => Promise<void>): Promise<void> {
    this.last = this.last.catch(() => undefined).then(() => task(new TurnBudget(this.clock)));
    return this.last;
  }

  private async take(runs: SpansOfRuns, budget: TurnBudget): Promise<void> {
    const ids = [...runs.values()].reduce((sum, { size }) => sum + size, 0);
    const room = { runs: this.room.runs - runs.size, ids: this.room.ids - ids };
    this.room = { runs: 0, ids: 0 };
    if (room.runs < 0 || room.ids < 0) {
      await this.rewrite(runs, budget);
      this.room = { runs: this.maxRuns, ids: MOST_IDS };
    } else {
      await writeLines(await open(this.path, 'a', 0o600), linesOf([...runs.keys()], runs), budget);
      this.room = room;
    }
  }

  private async rewrite(added: SpansOfRuns, budget: TurnBudget): Promise<void> {
    const runs = new Map<string, Set<string>>();
    await collect(this.path, runs, budget);
    for (const [traceId, ids] of added) {
      const known = idsOf(runs, traceId);
      for (const id of ids) known.add(id);
    }
    // Ids of runs begin with the time, so the order of the texts is the order of the runs.
    const newest = [...runs.keys()].sort().slice(-this.maxRuns).reverse();
    await writeLines(await open(`${this.path}.tmp`, 'w', 0o600), linesOf(newest, runs), budget);
    await rename(`${this.path}.tmp`, this.path);
  }

  private get path(): string {
    return join(this.folder, ARCHIVE);
  }
}

async function collect(file: string, runs: Map<string, Set<string>>, budget: TurnBudget): Promise<void> {
  if (!(await exists(file))) return;
  for await (const { traceId, spanIds } of readIds(file)) {
    const known = idsOf(runs, traceId);
    for (const id of spanIds) known.add(id);
    if (budget.isSpent) await budget.renew();
  }
}

function idsOf(runs: Map<string, Set<string>>, traceId: string): Set<string> {
  const known = runs.get(traceId) ?? new Set<string>();
  runs.set(traceId, known);
  return known;
}

/** As many ids as there is room for, of the newest runs first. */
function* linesOf(newest: readonly string[], runs: SpansOfRuns): Generator<string> {
  let room = MOST_IDS;
  for (const t of newest) {
    for (const i of piecesOf(runs.get(t) ?? new Set(), room)) {
      room -= i.length;
      yield encodeLine({ k: 'a', t, i });
    }
  }
}

function* piecesOf(ids: ReadonlySet<string>, most: number): Generator<string[]> {
  let piece: string[] = [];
  let taken = 0;
  for (const id of ids) {
    if (taken === most) break;
    taken += 1;
    piece.push(id);
    if (piece.length < MOST_IN_LINE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

async function writeLines(file: FileHandle, lines: Iterable<string>, budget: TurnBudget): Promise<void> {
  try {
    const waiting: string[] = [];
    for (const line of lines) {
      waiting.push(line);
      if (waiting.length === MOST_LINES) await file.appendFile(waiting.splice(0).join(''));
      if (budget.isSpent) await budget.renew();
    }
    await file.appendFile(waiting.join(''));
  } finally {
    await file.close();
  }
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
