import { BaseFile, FileEntry, FileList, type RepositoryRef } from '@throughline/contracts';
import type { Git } from '../git/git.js';
import { FileIsBinaryError, FileTooLargeError, PathRefusedError } from '../workspaces/workspace.errors.js';
import { textOf } from '../workspaces/text-edit.js';
import { pathRefusal } from '../workspaces/workspace-path.js';

export const MAX_LISTED = 50_000;
const MAX_BASE_FILE_BYTES = 1024 * 1024;
const MAX_LIST_BYTES = 32 * 1024 * 1024;

interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly bytes: number | null;
  readonly path: string;
}

/** One text file of a tree; without content when there is no file of that name. */
export async function readTreeFile(
  git: Git,
  gitDir: string,
  { baseTree }: RepositoryRef,
  path: string,
): Promise<BaseFile> {
  const refusal = pathRefusal(path);
  if (refusal !== undefined) throw new PathRefusedError(path, refusal);
  const argv = ['ls-tree', '-z', '--long', '--full-tree', baseTree, '--', path];
  const [entry] = entriesOf((await git.run(argv, { gitDir })).stdout);
  if (entry === undefined || entry.path !== path || !isRegular(entry)) return baseFile(null, false);
  if ((entry.bytes ?? 0) > MAX_BASE_FILE_BYTES)
    throw new FileTooLargeError(path, entry.bytes ?? 0, MAX_BASE_FILE_BYTES);
  const { bytes } = await git.run(['cat-file', 'blob', entry.id], { gitDir });
  const text = textOf(bytes);
  if (text === undefined) throw new FileIsBinaryError(path, bytes.length);
  return baseFile(text, entry.mode === '100755');
}

/** The files of a tree in git's order, up to a number. */
export async function listTreeFiles(
  git: Git,
  gitDir: string,
  { baseTree }: RepositoryRef,
  limit: number,
): Promise<FileList> {
  const argv = ['ls-tree', '-r', '-z', '--long', '--full-tree', baseTree];
  const { stdout, cut } = await git.run(argv, { gitDir, maxOutputBytes: MAX_LIST_BYTES, cutOutput: true });
  const found = entriesOf(stdout).filter(({ type }) => type === 'blob');
  const most = Math.min(limit, MAX_LISTED);
  const entries = found.slice(0, most).map(({ mode, bytes, path }) => {
    const type = mode === '120000' ? ('symlink' as const) : ('file' as const);
    return Object.assign(new FileEntry(), { path, type, bytes });
  });
  return Object.assign(new FileList(), { entries, truncated: cut || found.length > most });
}

/** Records of `mode type id size TAB path NUL`; what follows the last NUL is not whole. */
function entriesOf(output: string): TreeEntry[] {
  return output
    .split('\0')
    .slice(0, -1)
    .flatMap((record) => {
      const tab = record.indexOf('\t');
      const [mode, type, id, size] = record.slice(0, tab).split(/ +/);
      if (tab < 0 || mode === undefined || type === undefined || id === undefined) return [];
      return [
        {
          mode,
          type,
          id,
          bytes: size === undefined || size === '-' ? null : Number(size),
          path: record.slice(tab + 1),
        },
      ];
    });
}

const isRegular = ({ mode }: TreeEntry): boolean => mode === '100644' || mode === '100755';

const baseFile = (content: string | null, executable: boolean): BaseFile =>
  Object.assign(new BaseFile(), { content, executable });
