import { setUpGit } from '../git/git-setup.js';
import type { Git } from '../git/git.js';
import type { GitLayout } from '../git/git-layout.js';
import { TemporaryFolder } from './temporary-repository.js';

export interface TemporaryGit {
  readonly git: Git;
  readonly layout: GitLayout;
  remove(): void;
}

/** The service's git with a state folder of its own. */
export async function temporaryGit(): Promise<TemporaryGit> {
  const home = new TemporaryFolder();
  const { git, layout } = await setUpGit(home.path);
  return { git, layout, remove: () => home.remove() };
}
