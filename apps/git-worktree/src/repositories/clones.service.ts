import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type RepositoryRef, isCommitId } from '@throughline/contracts';
import { countCache } from '@throughline/tracing';
import { Git } from '../git/git.js';
import { GitFailedError } from '../git/git.errors.js';
import { GitLayout } from '../git/git-layout.js';
import { treeOf } from '../git/object-ids.js';
import { refs } from '../git/ref-names.js';
import { withoutDeadline } from '../git/without-deadline.js';
import { removeStaleLocks } from '../git/stale-locks.js';
import { copyShallowBoundary, transferObjects } from './object-transfer.js';
import { RepositoryLock } from './repository-lock.js';
import { RepositoryBrokenError, RepositoryBusyError } from './repository.errors.js';
import { openUserRepository } from './user-repository.js';

/** Attributes of a user's tree that would make our trees, archives or diffs differ from what was committed. */
const OUR_ATTRIBUTES = '* -export-ignore -export-subst -filter\n';

/** What git says of a lock file that is there already. */
const LOCKED = /\.lock'?: File exists/;

/** How many base commits are known to be complete without asking git. */
const MAX_REMEMBERED = 1000;

/** Our own bare clones, one for each repository of the user. Runs read and write there, never in the user's `.git`. */
@Injectable()
export class Clones {
  /** Clones of which this process knows that no lock of an earlier one is left. */
  private readonly swept = new Set<string>();
  private readonly complete = new Set<string>();

  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly lock: RepositoryLock,
  ) {}

  /** The git directory of the clone, with the run's base commit in it. */
  async withBase(repository: RepositoryRef): Promise<string> {
    const clone = this.layout.clone(repository);
    const key = `${clone} ${repository.baseCommit}`;
    const isKnown = this.complete.has(key);
    countCache('base_commits', isKnown);
    if (isKnown) return clone;
    // A large repository takes longer than one caller waits: the next one finds what this one has begun.
    await withoutDeadline(() => this.exclusive(clone, () => this.fetchBase(repository, clone)));
    this.remember(key);
    return clone;
  }

  /** The git directory of the clone if there is one. */
  async find(repository: RepositoryRef): Promise<string | undefined> {
    const clone = this.layout.clone(repository);
    return access(clone).then(
      () => clone,
      () => undefined,
    );
  }

  /** Runs `fn` while nobody else adds or removes worktrees or moves refs in the clone. */
  exclusive<T>(clone: string, fn: () => Promise<T>): Promise<T> {
    return this.lock.run(clone, async () => {
      await this.sweep(clone);
      return fn().catch((error: unknown) => {
        // Another process of this service was killed since: the next one looks for what it has left.
        if (error instanceof GitFailedError && LOCKED.test(error.stderr)) this.swept.delete(clone);
        throw error;
      });
    });
  }

  private remember(key: string): void {
    if (this.complete.size >= MAX_REMEMBERED) this.complete.clear();
    this.complete.add(key);
  }

  private async sweep(clone: string): Promise<void> {
    if (this.swept.has(clone)) return;
    if (!(await removeStaleLocks(clone, this.layout.globalConfig))) throw new RepositoryBusyError(clone);
    this.swept.add(clone);
  }

  private async fetchBase(repository: RepositoryRef, clone: string): Promise<void> {
    await this.create(repository, clone);
    const to = { gitDir: clone };
    const { baseCommit: want, path } = repository;
    const list = await this.git.run(['for-each-ref', '--format=%(objectname)', 'refs/throughline/bases'], to);
    const have = list.stdout.split('\n').filter(isCommitId);
    if (have.includes(want)) return;
    const user = await openUserRepository(this.git, path);
    const from = { gitDir: user.gitDir };
    await transferObjects(this.git, { from, to, want, have });
    await copyShallowBoundary(this.git, from, clone);
    if ((await treeOf(this.git, want, to)) !== repository.baseTree)
      throw new RepositoryBrokenError(path, `commit ${want} does not have the tree ${repository.baseTree}`);
    await this.git.run(['update-ref', refs.base(want), want], to);
  }

  /** Made aside and moved into place, so that a clone is there as a whole or not at all. */
  private async create({ baseCommit }: RepositoryRef, clone: string): Promise<void> {
    if (
      await access(clone).then(
        () => true,
        () => false,
      )
    )
      return;
    const draft = join(this.layout.scratch, `${randomUUID()}.git`);
    await mkdir(dirname(draft), { recursive: true });
    const format = baseCommit.length === 64 ? 'sha256' : 'sha1';
    await this.git.run([
      'init',
      '--bare',
      '--quiet',
      '--template=',
      `--object-format=${format}`,
      '--',
      draft,
    ]);
    await mkdir(join(draft, 'info'), { recursive: true });
    await writeFile(join(draft, 'info', 'attributes'), OUR_ATTRIBUTES);
    await rename(draft, clone);
  }
}
