import type { CommitId, RunId, TaskId } from '@throughline/contracts';

/** Where things are in a clone of ours. Ids are of patterns that are safe in a ref's name. */
export const refs = {
  base: (commit: CommitId) => `refs/throughline/bases/${commit}`,
  run: (run: RunId) => `refs/throughline/runs/${run}`,
  head: (run: RunId) => `refs/throughline/runs/${run}/head`,
  attempt: (run: RunId, task: TaskId, attempt: number) =>
    `refs/throughline/runs/${run}/tasks/${task}/${attempt}`,
  merged: (run: RunId, task: TaskId) => `refs/throughline/runs/${run}/merged/${task}`,
  /** Work that nobody took over, kept when its workspace goes. */
  graves: (run: RunId) => `refs/graveyard/${run}`,
  grave: (run: RunId, task: TaskId, attempt: number) => `refs/graveyard/${run}/${task}/${attempt}/files`,
} as const;

/** Characters and forms that a branch's name may not have; narrower than git's own rule. */
const FORBIDDEN = [
  /^-/, // read as an option
  /^\/|\/$|\/\//,
  /(^|\/)\./, // hidden component
  /\.\./,
  /@\{/,
  /^@$/,
  /\.lock(\/|$)/i,
  /\.$/,
  /[\p{Cc} ~^:?*[\\]/u,
  /^refs\//i,
];

/** True for a short branch name that can be given to git and written into a ref. */
export function isBranchName(name: string): boolean {
  return (
    name.length > 0 &&
    Buffer.byteLength(name) <= 244 &&
    name.isWellFormed() &&
    !FORBIDDEN.some((rule) => rule.test(name))
  );
}

/** The id that stands for "there is no such ref" in a repository with ids of this length. */
export const noObject = (commit: CommitId): string => '0'.repeat(commit.length);
