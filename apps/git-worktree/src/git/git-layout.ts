import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RepositoryRef, RunId, TaskId } from '@throughline/contracts';

/** Where this service keeps what on disk; nothing else writes there. */
export class GitLayout {
  constructor(readonly root: string) {}

  /** Our own bare clone of a user's repository. Object ids of another length make another clone. */
  clone({ path, baseCommit }: Pick<RepositoryRef, 'path' | 'baseCommit'>): string {
    const name = createHash('sha256').update(`${baseCommit.length}:${path}`).digest('hex').slice(0, 32);
    return join(this.root, `${name}.git`);
  }

  workspace(run: RunId, task: TaskId, attempt: number): string {
    return join(this.workspaces(run), task, String(attempt));
  }

  /** The folder of all workspaces of a run. */
  workspaces(run: RunId): string {
    return join(this.root, 'workspaces', run);
  }

  /** Folders on their way out; removed when there is time. */
  get trash(): string {
    return join(this.root, 'trash');
  }

  /** Files on their way in. */
  get scratch(): string {
    return join(this.root, 'scratch');
  }

  get globalConfig(): string {
    return join(this.root, 'gitconfig');
  }
}
