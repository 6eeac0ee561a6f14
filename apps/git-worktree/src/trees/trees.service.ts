import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type RepositoryRef, RunDiff, type RunId, type TreeId } from '@throughline/contracts';
import { GitWorktreeConfig } from '../config.js';
import { Git } from '../git/git.js';
import { commitOf, treeOf } from '../git/object-ids.js';
import { refs } from '../git/ref-names.js';
import { Clones } from '../repositories/clones.service.js';
import { TreeNotFoundError } from '../repositories/repository.errors.js';
import { diffOf } from './diff.js';

/** Trees for those who look at them or run them; git never leaves this service. */
@Injectable()
export class TreesService {
  constructor(
    private readonly git: Git,
    private readonly clones: Clones,
    private readonly config: GitWorktreeConfig,
  ) {}

  async archive(repository: RepositoryRef, tree: TreeId): Promise<Readable> {
    const gitDir = await this.clones.withBase(repository);
    if ((await treeOf(this.git, tree, { gitDir })) === undefined) throw new TreeNotFoundError(tree);
    return this.git.stream(['archive', '--format=tar', tree], {
      gitDir,
      timeoutMs: this.config.archiveTimeoutMs,
    });
  }

  /** A run without a branch has changed nothing yet. */
  async diff(run: RunId, repository: RepositoryRef): Promise<RunDiff> {
    const gitDir = await this.clones.find(repository);
    const head = gitDir === undefined ? undefined : await commitOf(this.git, refs.head(run), { gitDir });
    if (gitDir === undefined || head === undefined)
      return Object.assign(new RunDiff(), { patch: '', files: [], truncated: false });
    return diffOf(this.git, gitDir, repository.baseCommit, head);
  }
}
