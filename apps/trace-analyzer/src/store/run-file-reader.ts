import type { FileHandle } from 'node:fs/promises';
import { decodeExport } from '../otlp/decode-export.js';
import { InvalidExportError } from '../otlp/otlp.errors.js';
import type { OriginPool } from './origin-pool.js';
import type { StoredSpan } from './stored-span.js';

/** The spans of a run's file, in the order of their arrival; a line that a crash cut off is passed over. Closes the file. */
export async function* readRunFile(file: FileHandle, origins: OriginPool): AsyncGenerator<StoredSpan> {
  for await (const line of file.readLines()) {
    if (line !== '') yield* await decodeLine(line, origins);
  }
}

async function decodeLine(line: string, origins: OriginPool): Promise<readonly StoredSpan[]> {
  try {
    return (await decodeExport(Buffer.from(line), 'json', origins)).spans;
  } catch (error) {
    if (error instanceof InvalidExportError) return [];
    throw error;
  }
}
