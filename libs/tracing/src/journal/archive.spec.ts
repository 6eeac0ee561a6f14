import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JournalArchive } from './archive.js';
import { readIds } from './journal-reader.js';

const RUN = 'a'.repeat(32);
const MOST_LINE_BYTES = 11_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-archive-'));
});
afterEach(() => rm(folder, { recursive: true }));

const idsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => at.toString(16).padStart(16, '0'));

/** A file that a process of before has left, whose ids are all in one line. */
async function oneLine(ids: readonly string[]): Promise<string> {
  const path = join(folder, '000001.jsonl');
  await writeFile(path, `${JSON.stringify({ k: 'a', t: RUN, i: ids })}\n`);
  return path;
}

async function archived(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { spanIds } of readIds(join(folder, 'archive.jsonl'))) ids.push(...spanIds);
  return ids;
}

describe('the archive of a journal', () => {
  it('has all ids of a run that is large, in lines that are not', async () => {
    const ids = idsOf(20_000);
    await new JournalArchive(folder, 10).fold([await oneLine(ids)]);
    await new JournalArchive(folder, 10).fold([await oneLine(ids.slice(0, 1))]);
    expect(await archived()).toEqual(ids);
    const lines = (await readFile(join(folder, 'archive.jsonl'), 'utf8')).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(MOST_LINE_BYTES);
  });

  it('keeps as many ids as there is room for', async () => {
    await new JournalArchive(folder, 10).fold([await oneLine(idsOf(200_100))]);
    expect(await archived()).toEqual(idsOf(200_000));
  });

  it('lets the event loop go on, line by line, while it reads and while it writes', async () => {
    await new JournalArchive(folder, 10).fold([await oneLine(idsOf(20_000))]);
    const added = await oneLine(idsOf(20_001));
    let now = 0;
    let turn = 0;
    const turnsWithWork = new Set<number>();
    // Each look at the clock is three milliseconds later than the one before: every line has taken its time.
    const archive = new JournalArchive(folder, 10, () => {
      turnsWithWork.add(turn);
      return (now += 3);
    });
    let isDone = false;
    const folded = archive.fold([added]).finally(() => (isDone = true));
    for (; !isDone; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await folded;
    expect(await archived()).toHaveLength(20_001);
    const lines = Math.ceil(20_000 / 512);
    expect(turnsWithWork.size).toBeGreaterThanOrEqual(2 * lines);
  });
});
