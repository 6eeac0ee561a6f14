import { randomUUID } from 'node:crypto';
import { access, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { CommitId } from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { getLogger } from '@throughline/tracing';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { systemErrorCode } from '../git/system-error.js';
import { placeOf, type WorktreePlace } from './snapshot.js';

/** git's worktrees, as such. */
@Injectable()
export class Worktrees implements OnApplicationBootstrap {
  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
  ) {}

  /** What an earlier process has not got round to. */
  onApplicationBootstrap(): void {
    this.emptyTrash().catch((error: unknown) => {
      getLogger('workspaces').warn(
        { err: error },
        'what was thrown away could not be removed; it will be tried again',
      );
    });
  }

  /**
   * Registers an empty worktree. git's own registration is not safe in parallel: only one at a time for each clone.
   * What an interrupted try has left at this place is put away first.
   */
  async add(cloneDir: string, workTree: string, commit: CommitId): Promise<WorktreePlace> {
    await this.detach(cloneDir, workTree);
    await mkdir(dirname(workTree), { recursive: true });
    const argv = ['worktree', 'add', '--quiet', '--no-checkout', '--detach', '--', workTree, commit];
    await this.git.run(argv, { gitDir: cloneDir });
    faultPoint('git-worktree.worktree.after-add');
    const link = await readFile(join(workTree, '.git'), 'utf8');
    const gitDir = resolve(workTree, link.replace(/^gitdir: /, '').trimEnd());
    return { cloneDir, gitDir, workTree };
  }

  /** Writes the commit's files; safe in parallel, and the slow part. */
  async fill(place: WorktreePlace, commit: CommitId): Promise<void> {
    const timeoutMs = 10 * 60_000;
    await this.git.run(['reset', '--hard', '--quiet', commit, '--'], { ...placeOf(place), timeoutMs });
  }

  async isThere({ gitDir, workTree }: WorktreePlace): Promise<boolean> {
    return Promise.all([access(join(gitDir, 'index')), access(workTree)]).then(
      () => true,
      () => false,
    );
  }

  /**
   * Takes worktrees out of their clone at once, each a folder or in one; their files wait in the trash. One at a time
   * for each clone.
   */
  async detach(cloneDir: string, ...folders: readonly string[]): Promise<void> {
    await mkdir(this.layout.trash, { recursive: true });
    for (const folder of folders)
      await rename(folder, join(this.layout.trash, randomUUID())).catch(unlessMissing);
    await this.git.run(['worktree', 'prune', '--expire=now'], { gitDir: cloneDir });
  }

  /** Slow for many files, so nobody waits for it under a lock. */
  async emptyTrash(): Promise<void> {
    const names = await readdir(this.layout.trash).catch(() => []);
    for (const name of names) await rm(join(this.layout.trash, name), { recursive: true, force: true });
  }
}

function unlessMissing(error: unknown): void {
  if (systemErrorCode(error) !== 'ENOENT') throw error;
}
