import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunId, type RunId } from '@throughline/contracts';
import { SPAN_KIND } from '../otlp/otlp.types.js';
import { KeyedQueue } from './keyed-queue.js';
import { resourceSpansText } from './resource-spans.js';
import { isRefusal, type StoredSpan } from './stored-span.js';

/** How many refused runs are remembered for their stragglers. */
const MAX_REFUSED = 1000;

/**
 * One append-only file for each accepted run, in OTLP's file form: a line is an export.
 *
 * Spans are in their file before their export is acknowledged. A creation that may still be refused
 * writes into the folder `unaccepted`: the run's first message (a PRODUCER or CONSUMER span; a refused
 * creation sends none) moves the file into `traces`, the root that says `refused` deletes it.
 *
 * The same id may be asked for again: what was refused can be accepted later, and what is accepted stays
 * so, whatever else is refused under its id.
 */
export class RunFiles {
  private readonly queue = new KeyedQueue();
  private readonly refused = new Set<RunId>();
  private readonly unaccepted: string;

  constructor(private readonly folder: string) {
    this.unaccepted = join(folder, 'unaccepted');
  }

  async prepare(): Promise<void> {
    await mkdir(this.unaccepted, { recursive: true, mode: 0o700 });
  }

  /**
   * @param earlier the spans of the run that have come before, should they be in no file
   * @returns the spans that belong to the run
   */
  append(
    runId: RunId,
    spans: readonly StoredSpan[],
    earlier: () => readonly StoredSpan[] = () => [],
  ): Promise<readonly StoredSpan[]> {
    return this.queue.run(runId, async () => {
      const isKnown = await exists(this.acceptedPath(runId));
      if (!isKnown && !spans.some(isMessage)) return this.appendUnaccepted(runId, spans);
      if (!isKnown) await this.accept(runId, earlier);
      const own = spans.filter((span) => !isRefusal(span));
      if (own.length > 0) await appendLine(this.acceptedPath(runId), exportLine(own));
      return own;
    });
  }

  /** The run's file, accepted or not yet, open for reading; undefined when there is none. The reader closes it. */
  open(runId: RunId): Promise<FileHandle | undefined> {
    return this.queue.run(runId, async () => {
      for (const path of [this.acceptedPath(runId), this.unacceptedPath(runId)]) {
        if (await exists(path)) return open(path, 'r');
      }
      return undefined;
    });
  }

  /** Files of the latest runs, the latest first, as many as fit. */
  async latest(maxBytes: number): Promise<string[]> {
    const names = (await readdir(this.folder)).filter((name) => isRunId(name.replace(/\.jsonl$/, ''))).sort();
    const paths: string[] = [];
    let bytes = 0;
    for (const name of names.reverse()) {
      const path = join(this.folder, name);
      bytes += (await stat(path)).size;
      if (bytes > maxBytes) break;
      paths.push(path);
    }
    return paths;
  }

  /** Deletes what creations left behind that were neither accepted nor refused. */
  async sweep(olderThan: number): Promise<void> {
    for (const name of await readdir(this.unaccepted)) {
      const path = join(this.unaccepted, name);
      if ((await stat(path)).mtimeMs < olderThan) await rm(path, { force: true });
    }
  }

  private async appendUnaccepted(runId: RunId, spans: readonly StoredSpan[]): Promise<readonly StoredSpan[]> {
    if (spans.some(isRefusal)) await this.discard(runId);
    else if (!this.refused.has(runId)) await appendLine(this.unacceptedPath(runId), exportLine(spans));
    return spans;
  }

  private async accept(runId: RunId, earlier: () => readonly StoredSpan[]): Promise<void> {
    const unaccepted = this.unacceptedPath(runId);
    if (await exists(unaccepted)) await rename(unaccepted, this.acceptedPath(runId));
    if (!this.refused.delete(runId)) return;
    const spans = earlier().filter((span) => !isRefusal(span));
    if (spans.length > 0) await appendLine(this.acceptedPath(runId), exportLine(spans));
  }

  private async discard(runId: RunId): Promise<void> {
    if (this.refused.size >= MAX_REFUSED) this.refused.clear();
    this.refused.add(runId);
    await rm(this.unacceptedPath(runId), { force: true });
  }

  private readonly acceptedPath = (runId: RunId): string => join(this.folder, `${runId}.jsonl`);
  private readonly unacceptedPath = (runId: RunId): string => join(this.unaccepted, `${runId}.jsonl`);
}

const isMessage = ({ kind }: StoredSpan): boolean =>
  kind === SPAN_KIND.producer || kind === SPAN_KIND.consumer;

const exportLine = (spans: readonly StoredSpan[]): string =>
  `{"resourceSpans":[${[...resourceSpansText(spans)].join('')}]}\n`;

/** A line that a crash cut off is closed first, so that it stays the only one that is lost. */
async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    await file.appendFile(size > 0 && last.toString() !== '\n' ? `\n${line}` : line);
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
