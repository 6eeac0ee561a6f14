import { constants, type FileHandle, open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { parseScript } from './script-parser.js';
import type { Script } from './script.js';
import { ScriptInvalidError, ScriptNotFoundError } from './scripted.errors.js';

export const MAX_SCRIPT_BYTES = 4 * 1024 * 1024;

/** Reads the file anew each time: a script that was edited is the script that answers. */
export async function readScript(file: string): Promise<Script> {
  if (!isAbsolute(file))
    throw new ScriptNotFoundError(file, 'needs an absolute path: scripted//path/of/script.json');
  // Without O_NONBLOCK, opening a FIFO would wait for a writer.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new ScriptNotFoundError(file, `cannot be read${reasonOf(error)}`, error);
  });
  try {
    return parseScript(file, await readText(file, handle));
  } finally {
    await handle.close();
  }
}

async function readText(file: string, handle: FileHandle): Promise<string> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw new ScriptNotFoundError(file, 'is not a file');
  if (stat.size > MAX_SCRIPT_BYTES) {
    throw new ScriptInvalidError(
      file,
      'the file',
      `it has ${String(stat.size)} bytes; at most ${String(MAX_SCRIPT_BYTES)} are read`,
    );
  }
  return handle.readFile('utf8');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return ': there is no such file';
  return code === 'EACCES' ? ': permission denied' : '';
}
