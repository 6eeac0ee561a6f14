import { Injectable } from '@nestjs/common';
import type { KeptRuns, RunId } from '@throughline/contracts';
import { getLogger } from '@throughline/tracing';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { Clones } from '../repositories/clones.service.js';
import { Worktrees } from '../workspaces/worktrees.js';
import { ForgottenClones } from './forgotten-clones.js';
import { deleteRefsOf } from './refs-of-runs.js';
import { isThere, UnreachedObjects } from './unreached-objects.js';

/**
 * Deletes the refs of forgotten runs from our clones, never from a user's repository. The row that says where a run
 * has worked goes last: what was interrupted is done again, and finds less to do.
 */
@Injectable()
export class ForgottenRefs {
  constructor(
    private readonly forgotten: ForgottenClones,
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly clones: Clones,
    private readonly worktrees: Worktrees,
    private readonly unreached: UnreachedObjects,
  ) {}

  /**
   * Of at most so many runs in each clone. A clone that cannot be changed stops no other.
   * @returns of how many runs in the clone that had the most of them
   */
  async delete(known: KeptRuns, limit: number): Promise<number> {
    await this.forgotten.discardLeft(known);
    let most = 0;
    for (const clone of await this.forgotten.clones(known)) {
      const count = await this.deleteIn(clone, known, limit).catch((error: unknown) => {
        const text = `refs of forgotten runs could not be deleted from ${clone}. See what keeps git from writing there; it is tried again in ten minutes`;
        getLogger('retention').warn({ err: error }, text);
        return 0;
      });
      most = Math.max(most, count);
    }
    return most;
  }

  private async deleteIn(clone: string, known: KeptRuns, limit: number): Promise<number> {
    const runs = await this.forgotten.runsIn(clone, known, limit);
    if (await isThere(clone)) {
      await this.clones.exclusive(clone, () => this.empty(clone, runs));
      await this.worktrees.emptyTrash();
    }
    await this.forgotten.forget(runs);
    if (runs.length < limit) await this.unreached.prune(clone);
    return runs.length;
  }

  /** Folders too: one whose opening was interrupted, for a run that was over then, is known to nobody. */
  private async empty(clone: string, runs: readonly RunId[]): Promise<void> {
    await this.worktrees.detach(clone, ...runs.map((run) => this.layout.workspaces(run)));
    await deleteRefsOf(this.git, clone, runs);
  }
}
