import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newRunId, type RunId } from '@throughline/contracts';
import { SPAN_KIND } from '../otlp/otlp.types.js';
import { OriginPool } from './origin-pool.js';
import { readRunFile } from './run-file-reader.js';
import { RunFiles } from './run-files.js';
import { aSpan, type SpanFields } from './stored-span.fixture.js';

let folder: string;
let files: RunFiles;
let id: RunId;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-files-'));
  files = new RunFiles(folder);
  id = newRunId();
  await files.prepare();
});
afterEach(() => rm(folder, { recursive: true }));

const runSpan = (n: number, fields: SpanFields = {}) =>
  aSpan({
    traceId: id.replaceAll('-', ''),
    spanId: n.toString(16).padStart(16, '0'),
    attributes: { 'throughline.run.id': id },
    ...fields,
  });
const message = (n: number) => runSpan(n, { kind: SPAN_KIND.producer });
const refusal = (n: number) => runSpan(n, { status: { code: 2, message: 'refused' } });

async function read(): Promise<string[]> {
  const file = await files.open(id);
  const ids: string[] = [];
  if (file !== undefined) for await (const span of readRunFile(file, new OriginPool())) ids.push(span.spanId);
  return ids.map((text) => String(Number.parseInt(text, 16)));
}

describe('RunFiles', () => {
  it('keeps spans from the first on, and makes the file with the first message', async () => {
    await files.append(id, [runSpan(1)]);
    expect(await readdir(folder)).toEqual(['unaccepted']);
    expect(await read()).toEqual(['1']);
    await files.append(id, [message(2)]);
    expect(await readdir(folder)).toEqual([`${id}.jsonl`, 'unaccepted']);
    expect(await read()).toEqual(['1', '2']);
  });
  it('leaves nothing of a refused creation, not of its stragglers either', async () => {
    await files.append(id, [runSpan(1)]);
    await files.append(id, [refusal(2)]);
    await files.append(id, [runSpan(3)]);
    expect(await readdir(folder, { recursive: true })).toEqual(['unaccepted']);
  });
  it('keeps a run that was accepted, whatever is refused under its id later', async () => {
    await files.append(id, [message(1)]);
    expect(await files.append(id, [runSpan(2), refusal(3)])).toMatchObject([{ name: 'work' }]);
    await files.append(id, [runSpan(4)]);
    expect(await read()).toEqual(['1', '2', '4']);
  });
  it('keeps a run that was refused before it was accepted, with the spans of both', async () => {
    const earlier = [runSpan(1), refusal(2), runSpan(3)];
    for (const span of earlier) await files.append(id, [span]);
    await files.append(id, [message(4)], () => earlier);
    await files.append(id, [runSpan(5)]);
    expect(await read()).toEqual(['1', '3', '4', '5']);
  });
  it('writes concurrent exports of one run whole', async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => files.append(id, [message(n + 1), runSpan(n + 101)])),
    );
    expect(new Set(await read()).size).toBe(100);
  });
  it('loses no more than the line that a crash cut off', async () => {
    await files.append(id, [message(1)]);
    await appendFile(join(folder, `${id}.jsonl`), '{"resourceSpans":[{"resou');
    await files.append(id, [runSpan(2)]);
    expect(await read()).toEqual(['1', '2']);
  });
  it('writes lines that are OTLP', async () => {
    await files.append(id, [message(1)]);
    const line: unknown = JSON.parse(await readFile(join(folder, `${id}.jsonl`), 'utf8'));
    expect(line).toMatchObject({ resourceSpans: [{ scopeSpans: [{ spans: [{ kind: 4, name: 'work' }] }] }] });
  });
  it('names the latest files that fit', async () => {
    const older = id;
    await files.append(older, [message(1)]);
    id = newRunId();
    await files.append(id, [message(1)]);
    const size = (await readFile(join(folder, `${id}.jsonl`))).length;
    expect(await files.latest(size)).toEqual([join(folder, `${id}.jsonl`)]);
    expect(await files.latest(2 * size)).toHaveLength(2);
  });
  it('sweeps creations that nobody ended', async () => {
    const path = join(folder, 'unaccepted', `${id}.jsonl`);
    await writeFile(path, '');
    await utimes(path, 1, 1);
    await files.sweep(2000);
    expect(await readdir(join(folder, 'unaccepted'))).toEqual([]);
  });
});
