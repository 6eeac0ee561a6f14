import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { boundLog } from './bounded-log.js';

const folder = mkdtempSync(join(tmpdir(), 'throughline-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('boundLog', () => {
  it('keeps a log that has grown too long once more, and begins anew', () => {
    const log = join(folder, 'service.log');
    boundLog(log, 10);
    appendFileSync(log, 'short');
    boundLog(log, 10);
    expect(readFileSync(log, 'utf8')).toBe('short');
    appendFileSync(log, ' and then long');
    boundLog(log, 10);
    expect(readFileSync(log, 'utf8')).toBe('');
    expect(readFileSync(`${log}.1`, 'utf8')).toBe('short and then long');
  });
});
