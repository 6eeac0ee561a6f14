import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Git } from '../git/git.js';
import { Clones } from '../repositories/clones.service.js';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 10 * 60_000;

/** Work in progress makes objects that no ref reaches yet; nothing is in progress for so long without being done anew. */
const KEEP = '30.days.ago';

/**
 * Removes objects that no ref and no worktree reaches, once a day for each clone. Git never takes an object that was
 * written, or found to be there already by who wanted to write it, within the time that they are kept.
 */
@Injectable()
export class UnreachedObjects {
  /** One entry for each clone, of which there is one for each repository. */
  private readonly prunedAt = new Map<string, number>();

  constructor(
    private readonly git: Git,
    private readonly clones: Clones,
  ) {}

  async prune(clone: string): Promise<void> {
    if (Date.now() - (this.prunedAt.get(clone) ?? 0) < DAY_MS) return;
    this.prunedAt.set(clone, Date.now());
    if (!(await isThere(clone))) return;
    const prune = () => this.git.run(['prune', `--expire=${KEEP}`], { gitDir: clone, timeoutMs: TIMEOUT_MS });
    // Of a shallow clone, it also writes down where history ends: not while a base commit comes in.
    await ((await isShallow(clone)) ? this.clones.exclusive(clone, prune) : prune());
  }
}

/** Somebody may have removed the clone of a repository that is gone. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isShallow = (clone: string): Promise<boolean> => isThere(join(clone, 'shallow'));
