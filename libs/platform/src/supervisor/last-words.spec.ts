import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endOf, lastWords } from './last-words.js';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'last-words-'));
  log = join(folder, 'part.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('lastWords', () => {
  it('is what was written for people since the start, without lines of JSON', () => {
    writeFileSync(log, 'PORT was wrong before\n');
    const start = endOf(log);
    writeFileSync(log, '{"level":"error"}\nLIMIT must be 1\nOTHER must be 2\n', { flag: 'a' });
    expect(lastWords(log, start)).toBe('LIMIT must be 1; OTHER must be 2');
  });

  it('is nothing where nothing was written, or no log is', () => {
    expect(lastWords(log, endOf(log))).toBe('');
    writeFileSync(log, 'before\n');
    expect(lastWords(log, endOf(log))).toBe('');
  });

  it('is the end of a long log alone', () => {
    writeFileSync(log, `${'{"level":"info"}\n'.repeat(10_000)}LIMIT must be 1\n`);
    expect(lastWords(log, 0)).toMatch(/LIMIT must be 1$/);
  });
});
