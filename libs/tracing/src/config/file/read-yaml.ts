import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';

const MAX_BYTES = 256 * 1024;
const MAX_ALIASES = 100;

/** Loaded where there is a file: most programs have none. */
const load: (name: 'yaml') => typeof import('yaml') = createRequire(import.meta.url);

/** The content of a YAML file. @throws {RangeError} when it cannot be read, is too large or is no YAML */
export function readYaml(path: string): unknown {
  const text = boundedText(path);
  try {
    return load('yaml').parse(text, { maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new RangeError(`is no YAML: ${messageOf(error)}`, { cause: error });
  }
}

/** A file's text, of which not more is read than a file of settings may have. @throws {RangeError} */
export function boundedText(path: string): string {
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new RangeError(`cannot be read: ${messageOf(error)}`, { cause: error });
  }
  if (length > MAX_BYTES) throw new RangeError(`has more than ${MAX_BYTES} bytes`);
  return bytes.toString('utf8', 0, length);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
