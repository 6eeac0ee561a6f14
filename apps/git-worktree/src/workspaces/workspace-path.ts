const MAX_PATH_BYTES = 4000;
const MAX_NAME_BYTES = 255;

/** Code points that HFS+ leaves out when it compares names. */
const IGNORABLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/** Why a path may not be used in a workspace, or undefined when it may. An empty path is the top folder. */
export function pathRefusal(path: string): string | undefined {
  if (path === '' || path === '.') return undefined;
  if (!path.isWellFormed() || /\p{Cc}/u.test(path))
    return 'it holds characters that no file name should have';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes`;
  if (path.startsWith('/') || /^[a-z]:[\\/]/i.test(path))
    return 'it is absolute; give it relative to the top of the workspace';
  return path
    .split('/')
    .map(nameRefusal)
    .find((refusal) => refusal !== undefined);
}

function nameRefusal(name: string): string | undefined {
  if (name === '') return 'it has an empty part: use single slashes, and none at the end';
  if (name === '.' || name === '..')
    return 'it has a part . or ..; give the plain path from the top of the workspace';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `a part of it is longer than ${MAX_NAME_BYTES} bytes`;
  if (name.split('\\').some(isGitName)) return "it leads into git's own files";
  return undefined;
}

/** `.git` in any spelling that some file system takes for it. */
function isGitName(name: string): boolean {
  const stream = name.replace(IGNORABLE, '').toLowerCase().split(':', 1)[0] ?? '';
  const bare = stream.replace(/[. ]+$/, '');
  return bare === '.git' || bare === 'git~1';
}

/** The path in its one spelling: the top folder is empty. */
export const plainPath = (path: string): string => (path === '.' ? '' : path);
