import type { FileMarks } from './file-marks.js';

export interface ChangedPaths {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
}

/** Which files are new, different or gone. New ones that the repository would not keep are left out. */
export function changedPaths(
  before: FileMarks,
  after: FileMarks,
  isGenerated: (path: string) => boolean,
): ChangedPaths {
  const written = [...after].filter(([path, mark]) => {
    const known = before.get(path);
    return known === undefined ? !isGenerated(path) : known !== mark;
  });
  const deleted = [...before.keys()].filter((path) => !after.has(path));
  return { written: written.map(([path]) => path).sort(), deleted: deleted.sort() };
}
