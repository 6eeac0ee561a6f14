import { Inject, Injectable } from '@nestjs/common';
import {
  BaseFile,
  FileList,
  type ListBaseFiles,
  type ReadBaseFile,
  type RepositoryRef,
} from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { PlanConfig } from '../config.js';
import { contextFiles } from './context-files.js';
import type { Excerpt, RepositoryContext } from './planning-prompt.js';

const MAX_EXCERPTS = 4;

/** What the planner gets to see of the base commit, through git-worktree. */
@Injectable()
export class BaseFiles {
  constructor(
    @Inject(ServiceClient) private readonly services: ServiceClient,
    @Inject(PlanConfig) private readonly config: PlanConfig,
  ) {}

  async read(repository: RepositoryRef, signal: AbortSignal): Promise<RepositoryContext> {
    const { paths, truncated } = await this.#list(repository, signal);
    const telling = contextFiles(paths, MAX_EXCERPTS);
    const excerpts = await Promise.all(telling.map((path) => this.#excerpt(repository, path, signal)));
    return { paths, truncated, excerpts: excerpts.filter((excerpt) => excerpt !== undefined) };
  }

  async #list(
    repository: RepositoryRef,
    signal: AbortSignal,
  ): Promise<{ paths: string[]; truncated: boolean }> {
    const body: ListBaseFiles = { repository, limit: this.config.maxListedFiles };
    const list = await this.services.post('git-worktree', '/internal/repositories/list', body, FileList, {
      signal,
      idempotent: true,
    });
    return {
      paths: list.entries.filter(({ type }) => type !== 'directory').map(({ path }) => path),
      truncated: list.truncated,
    };
  }

  async #excerpt(repository: RepositoryRef, path: string, signal: AbortSignal): Promise<Excerpt | undefined> {
    const body: ReadBaseFile = { repository, path };
    const { content } = await this.services.post(
      'git-worktree',
      '/internal/repositories/files',
      body,
      BaseFile,
      {
        signal,
        idempotent: true,
      },
    );
    if (content === null) return undefined;
    const length = this.config.maxExcerptLength;
    return { path, content: content.slice(0, length), truncated: content.length > length };
  }
}
