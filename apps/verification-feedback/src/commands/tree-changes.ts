import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileChange } from '@throughline/contracts';
import { changedPaths } from './changed-paths.js';
import { type FileMarks, fileMarks } from './file-marks.js';
import { generatedPaths } from './generated-paths.js';

export const MAX_CHANGES = 2000;
export const MAX_CHANGED_BYTES = 3 * 1024 * 1024;
const MAX_IGNORE_FILES = 200;

export interface TreeChanges {
  readonly changes: FileChange[];
  /** Changed files that are not among them, because they are too many or too large. */
  readonly leftOut: number;
}

/** What a command changed in the folder since the marks were read. */
export async function treeChanges(directory: string, before: FileMarks): Promise<TreeChanges> {
  const after = await fileMarks(directory);
  const { written, deleted } = changedPaths(
    before,
    after,
    generatedPaths(await ignoreFiles(directory, before)),
  );
  const changes = deleted.slice(0, MAX_CHANGES).map((path) => change(path, null, false));
  let bytes = 0;
  for (const path of written) {
    if (changes.length >= MAX_CHANGES) break;
    const file = await readRegularFile(join(directory, path), MAX_CHANGED_BYTES - bytes);
    if (file === undefined) continue;
    bytes += file.content.length;
    changes.push(change(path, file.content.toString('base64'), file.executable));
  }
  return { changes, leftOut: written.length + deleted.length - changes.length };
}

const change = (path: string, contentBase64: string | null, executable: boolean): FileChange =>
  Object.assign(new FileChange(), { path, contentBase64, executable });

async function ignoreFiles(directory: string, before: FileMarks): Promise<Map<string, string>> {
  const paths = [...before.keys()].filter((path) => path === '.gitignore' || path.endsWith('/.gitignore'));
  const found = new Map<string, string>();
  for (const path of paths.slice(0, MAX_IGNORE_FILES)) {
    const file = await readRegularFile(join(directory, path), 64 * 1024);
    if (file !== undefined)
      found.set(path === '.gitignore' ? '' : dirname(path), file.content.toString('utf8'));
  }
  return found;
}

/** The file when it is a regular one of at most so many bytes. Links are not followed, and a pipe does not block. */
async function readRegularFile(
  path: string,
  atMost: number,
): Promise<{ content: Buffer; executable: boolean } | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (handle === undefined) return undefined;
  try {
    const { size, mode, isFile } = await handle
      .stat()
      .then((stats) => ({ size: stats.size, mode: stats.mode, isFile: stats.isFile() }));
    if (!isFile || size > atMost) return undefined;
    return { content: await handle.readFile(), executable: (mode & 0o100) !== 0 };
  } finally {
    await handle.close();
  }
}
