import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitTooOldError } from './git.errors.js';
import { Git } from './git.js';
import { GitLayout } from './git-layout.js';

/** `merge-tree --write-tree` is new in 2.38. */
const MINIMUM = [2, 38] as const;

/** All repositories that a user names may be read, whoever owns them; what their configuration says is overruled. */
const GLOBAL_CONFIG = '[safe]\n\tdirectory = *\n';

/** Prepares the folder of this service and makes sure that there is a git that can do what is needed. */
export async function setUpGit(stateFolder: string): Promise<{ git: Git; layout: GitLayout }> {
  const folder = join(stateFolder, 'git');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const layout = new GitLayout(await realpath(folder));
  await rm(layout.scratch, { recursive: true, force: true });
  await writeFile(layout.globalConfig, GLOBAL_CONFIG);
  const git = new Git({ folder: layout.root, globalConfig: layout.globalConfig });
  const version = await git.line(['version'], {});
  if (!isEnough(version)) throw new GitTooOldError(version);
  return { git, layout };
}

/** `git version 2.39.5`, whatever a vendor adds to it. */
export function isEnough(version: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}
