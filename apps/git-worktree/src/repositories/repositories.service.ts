import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type BaseFile, type FileList, RepositoryRef } from '@throughline/contracts';
import { GitWorktreeConfig } from '../config.js';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { resolveBase } from './base-commit.js';
import { listTreeFiles, readTreeFile } from './base-files.js';
import { BranchBlocksPublishError, RepositoryNotAllowedError } from './repository.errors.js';
import { blocksPublish } from './user-branches.js';
import { findUserRepository, openUserRepository, type UserRepository } from './user-repository.js';

/** Questions about the user's repository. They read there and store nothing. */
@Injectable()
export class RepositoriesService {
  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly config: GitWorktreeConfig,
  ) {}

  async resolve(path: string, base: string | undefined): Promise<RepositoryRef> {
    const repository = await findUserRepository(this.git, path);
    await this.assertAllowed(repository);
    const resolved = await resolveBase(this.git, repository, base);
    if (await blocksPublish(this.git, repository)) throw new BranchBlocksPublishError(repository.path);
    return Object.assign(new RepositoryRef(), resolved);
  }

  async readBase(repository: RepositoryRef, path: string): Promise<BaseFile> {
    const { gitDir } = await this.open(repository);
    return readTreeFile(this.git, gitDir, repository, path);
  }

  async listBase(repository: RepositoryRef, limit: number): Promise<FileList> {
    const { gitDir } = await this.open(repository);
    return listTreeFiles(this.git, gitDir, repository, limit);
  }

  private async open({ path }: RepositoryRef): Promise<UserRepository> {
    const repository = await openUserRepository(this.git, path);
    await this.assertAllowed(repository);
    return repository;
  }

  private async assertAllowed({ path }: UserRepository): Promise<void> {
    if (isWithin(await realpath(this.layout.root), path))
      throw new RepositoryNotAllowedError(path, 'it is in the state folder of the platform itself');
    const roots = await Promise.all(
      this.config.repositoryRoots.map((root) => realpath(root).catch(() => root)),
    );
    if (roots.length > 0 && !roots.some((root) => isWithin(root, path)))
      throw new RepositoryNotAllowedError(
        path,
        'it is outside of the folders that GIT_WORKTREE_REPOSITORY_ROOTS names',
      );
  }
}

const isWithin = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
