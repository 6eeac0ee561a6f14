import { Injectable } from '@nestjs/common';
import { BaseFile, type ExportTree, type RepositoryRef, type TreeId } from '@throughline/contracts';
import { giveToSandbox } from '@throughline/sandbox';
import { ServiceClient } from '@throughline/service-client';
import { traceAsyncOperation } from '@throughline/tracing';
import { VerificationConfig } from '../config.js';
import { extractTree } from './extract-tree.js';
import { removeTree, SandboxFolder } from './sandbox-folder.js';

/** Brings the files of git trees here: git-worktree owns them. */
@Injectable()
export class TreesService {
  constructor(
    private readonly services: ServiceClient,
    private readonly folder: SandboxFolder,
    private readonly config: VerificationConfig,
  ) {}

  /** Lays the tree out in a folder of its own, without a git directory, for as long as `fn` takes. */
  async withTree<T>(
    repository: RepositoryRef,
    tree: TreeId,
    signal: AbortSignal,
    fn: (directory: string) => Promise<T>,
  ): Promise<T> {
    const directory = await this.folder.make();
    try {
      await this.materialise({ repository, tree }, directory, signal);
      return await fn(directory);
    } finally {
      await removeTree(directory);
    }
  }

  /** One file of the base commit, read from the user's repository. */
  baseFile(repository: RepositoryRef, path: string): Promise<BaseFile> {
    return this.services.post(
      'git-worktree',
      '/internal/repositories/files',
      { repository, path },
      BaseFile,
      { idempotent: true },
    );
  }

  private materialise(
    body: Pick<ExportTree, 'repository' | 'tree'>,
    directory: string,
    signal: AbortSignal,
  ): Promise<void> {
    const attributes = { 'throughline.tree.id': body.tree };
    return traceAsyncOperation('verification_feedback.materialise_tree', attributes, async () => {
      const options = { signal, idempotent: true };
      const stream = await this.services.stream('git-worktree', '/internal/trees/archive', body, options);
      await extractTree({ tree: body.tree, stream, maxBytes: this.config.treeBytes }, directory, signal);
      await giveToSandbox(directory);
    });
  }
}
