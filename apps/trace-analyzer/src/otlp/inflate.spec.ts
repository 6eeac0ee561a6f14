import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { plainBody } from './inflate.js';
import { ExportTooLargeError, InvalidExportError, UnsupportedExportError } from './otlp.errors.js';

describe('plainBody', () => {
  it('inflates gzip and passes plain bodies', async () => {
    expect((await plainBody(gzipSync('spans'), 'gzip', 100)).toString()).toBe('spans');
    expect((await plainBody(Buffer.from('spans'), undefined, 100)).toString()).toBe('spans');
  });
  it('stops at the limit, however small the bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    await expect(plainBody(bomb, 'gzip', 1_000_000)).rejects.toThrow(ExportTooLargeError);
  });
  it('refuses what is no gzip, and other codings', async () => {
    await expect(plainBody(Buffer.from('no'), 'gzip', 100)).rejects.toThrow(InvalidExportError);
    await expect(plainBody(Buffer.from('no'), 'br', 100)).rejects.toThrow(UnsupportedExportError);
  });
});
