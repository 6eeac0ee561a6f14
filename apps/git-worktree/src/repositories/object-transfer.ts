import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommitId, isCommitId } from '@throughline/contracts';
import type { Git, GitOptions } from '../git/git.js';

const TRANSFER_TIMEOUT_MS = 30 * 60_000;

export interface Transfer {
  readonly from: GitOptions;
  readonly to: GitOptions;
  /** The commit that must be complete at the target. */
  readonly want: CommitId;
  /** Commits that the target has completely. */
  readonly have: readonly CommitId[];
}

/**
 * Copies a commit with all that it needs: a pack out of one repository, into the other. No transport is
 * involved, so no setting of either repository (helpers, upload-pack programs, hooks) has a say in it.
 */
export async function transferObjects(git: Git, { from, to, want, have }: Transfer): Promise<void> {
  const known = await existing(git, from, have);
  const revisions = [want, ...known.map((commit) => `^${commit}`)].join('\n');
  const source: GitOptions = { timeoutMs: TRANSFER_TIMEOUT_MS, ...from, input: `${revisions}\n` };
  const target: GitOptions = { timeoutMs: TRANSFER_TIMEOUT_MS, ...to };
  await git.pipe(
    ['pack-objects', '--revs', '--stdout', '--quiet'],
    source,
    ['index-pack', '--stdin'],
    target,
  );
}

/** Those commits that a repository has. */
async function existing(git: Git, at: GitOptions, commits: readonly CommitId[]): Promise<CommitId[]> {
  if (commits.length === 0) return [];
  const { stdout } = await git.run(['cat-file', '--batch-check'], {
    ...at,
    input: `${commits.join('\n')}\n`,
  });
  const found = new Set(
    stdout
      .split('\n')
      .filter((line) => line.includes(' commit '))
      .map((line) => line.split(' ', 1)[0]),
  );
  return commits.filter((commit) => found.has(commit));
}

/** A shallow repository has commits without their parents; a copy of it must know which. */
export async function copyShallowBoundary(git: Git, from: GitOptions, cloneDir: string): Promise<void> {
  if ((await git.line(['rev-parse', '--is-shallow-repository'], from)) !== 'true') return;
  const file = (
    await git.run(['rev-parse', '--path-format=absolute', '--git-path', 'shallow'], from)
  ).stdout.replace(/\n$/, '');
  const boundary = (await readFile(file, 'utf8')).split('\n').filter(isCommitId);
  const mine = join(cloneDir, 'shallow');
  const already = new Set((await readFile(mine, 'utf8').catch(() => '')).split('\n'));
  const missing = (await existing(git, { gitDir: cloneDir }, boundary)).filter(
    (commit) => !already.has(commit),
  );
  if (missing.length > 0) await appendFile(mine, missing.map((commit) => `${commit}\n`).join(''));
}
