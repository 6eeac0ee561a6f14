import { randomUUID } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Fields, type FileChange, FileEntry, FileList } from '@throughline/contracts';
import { containedPath } from './contained-path.js';
import {
  FileIsBinaryError,
  FileNotFoundError,
  FileTooLargeError,
  NotAFileError,
  NotAFolderError,
} from './workspace.errors.js';
import { pathRefusal, plainPath } from './workspace-path.js';
import { textOf } from './text-edit.js';

export const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_ENTRIES = 2000;
const PLAIN_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;

/** The files of one workspace, by paths that an agent gives. */
export class WorkspaceFiles {
  /**
   * @param root top folder, free of symbolic links
   * @param scratch folder on the same file system, for files on their way in
   */
  constructor(
    private readonly root: string,
    private readonly scratch: string,
  ) {}

  async list(path: string): Promise<FileList> {
    const { real, stats } = await containedPath(this.root, path);
    if (stats === undefined) throw new FileNotFoundError(path);
    if (!stats.isDirectory()) throw new NotAFolderError(path);
    const prefix = plainPath(path) === '' ? '' : `${path}/`;
    const found = await readdir(real, { withFileTypes: true });
    const shown = found
      .filter(({ name }) => pathRefusal(name) === undefined)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const entries = await Promise.all(
      shown.slice(0, MAX_ENTRIES).map((entry) => this.entry(real, prefix, entry)),
    );
    return Object.assign(new FileList(), { entries, truncated: shown.length > MAX_ENTRIES });
  }

  /** @throws {FileIsBinaryError} when the file is no text */
  async read(path: string): Promise<string> {
    const { real, stats } = await containedPath(this.root, path);
    if (stats === undefined) throw new FileNotFoundError(path);
    if (!stats.isFile()) throw new NotAFileError(path);
    if (stats.size > MAX_FILE_BYTES) throw new FileTooLargeError(path, stats.size, MAX_FILE_BYTES);
    const text = textOf(await contentOf(real));
    if (text === undefined) throw new FileIsBinaryError(path, stats.size);
    return text;
  }

  async write(path: string, content: string): Promise<void> {
    const { real, stats } = await containedPath(this.root, path);
    await this.put(path, real, stats, Buffer.from(content, 'utf8'), isExecutable(stats));
  }

  async delete(path: string): Promise<void> {
    const { real, stats } = await containedPath(this.root, path, 'keep');
    if (stats === undefined) throw new FileNotFoundError(path);
    if (stats.isDirectory()) throw new NotAFileError(path);
    await unlink(real);
    await this.removeEmptyFolders(dirname(real));
  }

  /** Takes over what a command changed. Every path is looked at before the first is written. */
  async apply(changes: readonly Fields<FileChange>[]): Promise<void> {
    const removals = changes.filter(({ contentBase64 }) => contentBase64 === null);
    for (const { path } of changes) await containedPath(this.root, path, 'keep').catch(unlessReplaced);
    for (const { path } of removals) await this.delete(path).catch(unlessGone);
    for (const { path, contentBase64, executable } of changes) {
      if (contentBase64 === null) continue;
      const { real, stats } = await containedPath(this.root, path, 'keep');
      await this.put(path, real, stats, Buffer.from(contentBase64, 'base64'), executable);
    }
  }

  private async entry(folder: string, prefix: string, entry: Dirent): Promise<FileEntry> {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return fileEntry(path, 'directory', null);
    if (entry.isSymbolicLink()) return fileEntry(path, 'symlink', null);
    return fileEntry(path, 'file', (await lstat(join(folder, entry.name))).size);
  }

  /** Written aside and moved into place: a reader, or a snapshot, finds the old file or the new one. */
  private async put(
    path: string,
    real: string,
    stats: Stats | undefined,
    content: Buffer,
    executable: boolean,
  ): Promise<void> {
    if (path === '' || path === '.' || stats?.isDirectory() === true) throw new NotAFileError(path);
    if (content.length > MAX_FILE_BYTES) throw new FileTooLargeError(path, content.length, MAX_FILE_BYTES);
    const draft = join(this.scratch, randomUUID());
    await Promise.all([mkdir(dirname(real), { recursive: true }), mkdir(this.scratch, { recursive: true })]);
    await writeFile(draft, content, { mode: executable ? EXECUTABLE_MODE : PLAIN_MODE, flag: 'wx' });
    await rename(draft, real);
  }

  /** git knows no empty folders, so none is left behind. */
  private async removeEmptyFolders(folder: string): Promise<void> {
    if (folder === this.root) return;
    const removed = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (removed) await this.removeEmptyFolders(dirname(folder));
  }
}

const fileEntry = (path: string, type: FileEntry['type'], bytes: number | null): FileEntry =>
  Object.assign(new FileEntry(), { path, type, bytes });

const isExecutable = (stats: Stats | undefined): boolean => ((stats?.mode ?? 0) & 0o100) !== 0;

async function contentOf(real: string): Promise<Buffer> {
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** A change applied a second time finds the file gone already. */
function unlessGone(error: unknown): void {
  if (!(error instanceof FileNotFoundError || error instanceof NotAFolderError)) throw error;
}

/** A file that becomes a folder is a removal and new files below it; only the removal makes the way. */
function unlessReplaced(error: unknown): void {
  if (!(error instanceof NotAFolderError)) throw error;
}
