import { type CommitId, DiffStat, RunDiff } from '@throughline/contracts';
import type { Git } from '../git/git.js';

const MAX_PATCH_BYTES = 1024 * 1024;
const MAX_STAT_BYTES = 4 * 1024 * 1024;
const PLAIN = ['-r', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--full-index'];

/** What was changed between two commits, the patch up to a bound. */
export async function diffOf(git: Git, gitDir: string, from: CommitId, to: CommitId): Promise<RunDiff> {
  const bounded = { gitDir, cutOutput: true };
  const [patch, stat] = await Promise.all([
    git.run(['diff-tree', '-p', ...PLAIN, from, to, '--'], { ...bounded, maxOutputBytes: MAX_PATCH_BYTES }),
    git.run(['diff-tree', '--numstat', '-z', ...PLAIN, from, to, '--'], {
      ...bounded,
      maxOutputBytes: MAX_STAT_BYTES,
    }),
  ]);
  const files = statsOf(stat.stdout);
  return Object.assign(new RunDiff(), { patch: patch.stdout, files, truncated: patch.cut || stat.cut });
}

/** Records of `added TAB removed TAB path NUL`; binary files have dashes for numbers. */
function statsOf(output: string): DiffStat[] {
  return output
    .split('\0')
    .slice(0, -1)
    .flatMap((record) => {
      const match = /^(\d+|-)\t(\d+|-)\t([^]+)$/.exec(record);
      if (match === null) return [];
      const [, added, removed, path] = match;
      return [
        Object.assign(new DiffStat(), { path, added: Number(added) || 0, removed: Number(removed) || 0 }),
      ];
    });
}
