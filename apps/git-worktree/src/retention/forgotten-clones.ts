import { Injectable } from '@nestjs/common';
import type { KeptRuns, RunId } from '@throughline/contracts';
import { asDatabaseError } from '@throughline/persistence';
import { DataSource } from 'typeorm';

/** Runs that the orchestrator has forgotten. */
const FORGOTTEN = 'run_id < $1 AND run_id <> ALL ($2)';

/** A run whose worktree is still there is left until that has been discarded: what it holds is saved under a ref. */
const READY = `${FORGOTTEN} AND NOT EXISTS (SELECT FROM workspaces WHERE workspaces.run_id = run_clones.run_id)`;

/** In which clones forgotten runs have worked. */
@Injectable()
export class ForgottenClones {
  constructor(private readonly source: DataSource) {}

  async clones({ before, kept }: KeptRuns): Promise<string[]> {
    const rows = await this.query<{ clone_dir: string }[]>(
      `SELECT DISTINCT clone_dir FROM run_clones WHERE ${READY} ORDER BY clone_dir`,
      [before, kept],
    );
    return rows.map((row) => row.clone_dir);
  }

  async runsIn(clone: string, { before, kept }: KeptRuns, limit: number): Promise<RunId[]> {
    const rows = await this.query<{ run_id: RunId }[]>(
      `SELECT run_id FROM run_clones WHERE ${READY} AND clone_dir = $3 ORDER BY run_id LIMIT $4`,
      [before, kept, clone, limit],
    );
    return rows.map((row) => row.run_id);
  }

  async forget(runs: readonly RunId[]): Promise<void> {
    await this.query('DELETE FROM run_clones WHERE run_id = ANY ($1)', [runs]);
  }

  /** Worktrees of forgotten runs that nobody has asked to be discarded, or that were given up. */
  async discardLeft({ before, kept }: KeptRuns): Promise<void> {
    await this.query(`UPDATE workspaces SET discard_due = now() WHERE ${FORGOTTEN} AND discard_due IS NULL`, [
      before,
      kept,
    ]);
  }

  private query<T>(sql: string, parameters: unknown[]): Promise<T> {
    return this.source.query<T>(sql, parameters).catch((error: unknown) => {
      throw asDatabaseError(error);
    });
  }
}
