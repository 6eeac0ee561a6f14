import { SearchMatch, SearchResult } from '@throughline/contracts';
import { GitFailedError } from '../git/git.errors.js';
import type { Git } from '../git/git.js';
import { PathRefusedError, SearchPatternInvalidError } from './workspace.errors.js';
import { placeOf, type WorktreePlace } from './snapshot.js';
import { pathRefusal, plainPath } from './workspace-path.js';

const MAX_MATCHES = 200;
const MAX_LINE_CHARS = 500;
const MAX_OUTPUT_BYTES = 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** Searches the text files of a workspace, new ones too; what .gitignore leaves out is not looked at. */
export async function searchFiles(
  git: Git,
  place: WorktreePlace,
  pattern: string,
  path = '',
): Promise<SearchResult> {
  const refusal = pathRefusal(path);
  if (refusal !== undefined) throw new PathRefusedError(path, refusal);
  if (/[\0\n]/.test(pattern)) throw new SearchPatternInvalidError('it must be one line without NUL');
  const scope = plainPath(path) === '' ? [] : [path];
  const options = [
    '-z',
    '-n',
    '-I',
    '-E',
    '--untracked',
    '--no-color',
    '--full-name',
    '--threads=1',
    '--no-textconv',
  ];
  const argv = ['grep', ...options, '-e', pattern, '--', ...scope];
  try {
    const { stdout, cut } = await git.run(argv, {
      ...placeOf(place),
      expected: [0, 1],
      maxOutputBytes: MAX_OUTPUT_BYTES,
      cutOutput: true,
      timeoutMs: TIMEOUT_MS,
    });
    return result(stdout, cut);
  } catch (error) {
    if (error instanceof GitFailedError) throw new SearchPatternInvalidError(error.stderr);
    throw error;
  }
}

/** Lines of `path NUL line NUL text`. Of cut output the last line is not whole. */
function result(output: string, cut: boolean): SearchResult {
  const lines = output.split('\n').slice(0, -1);
  const matches = lines.slice(0, MAX_MATCHES).flatMap((line) => {
    const [path, number, ...text] = line.split('\0');
    if (path === undefined || number === undefined) return [];
    const shown = text.join('\0').slice(0, MAX_LINE_CHARS).toWellFormed();
    return [Object.assign(new SearchMatch(), { path, line: Number(number), text: shown })];
  });
  return Object.assign(new SearchResult(), { matches, truncated: cut || lines.length > MAX_MATCHES });
}
