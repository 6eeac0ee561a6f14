import { Injectable } from '@nestjs/common';
import { type FileChange, FileList, FileText, type SearchResult } from '@throughline/contracts';
import { Git } from '../git/git.js';
import { GitLayout } from '../git/git-layout.js';
import { searchFiles } from './search.js';
import { editOnce, excerpt } from './text-edit.js';
import { EditTextAmbiguousError, EditTextNotFoundError } from './workspace.errors.js';
import { WorkspaceFiles } from './workspace-files.js';
import type { FenceToken } from './fences.service.js';
import type { AttemptKey } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

const MAX_READ_CHARS = 256 * 1024;

/** What an agent's tools do to the files of its workspace. */
@Injectable()
export class FilesService {
  constructor(
    private readonly git: Git,
    private readonly layout: GitLayout,
    private readonly workspaces: WorkspacesService,
  ) {}

  async list(key: AttemptKey, path: string): Promise<FileList> {
    return Object.assign(new FileList(), await (await this.reader(key)).list(path));
  }

  async read(key: AttemptKey, path: string, startLine?: number, endLine?: number): Promise<FileText> {
    const text = await (await this.reader(key)).read(path);
    return Object.assign(new FileText(), excerpt(text, MAX_READ_CHARS, startLine, endLine));
  }

  async search(key: AttemptKey, pattern: string, path?: string): Promise<SearchResult> {
    return searchFiles(this.git, await this.workspaces.find(key), pattern, path);
  }

  write(key: AttemptKey, fence: FenceToken, path: string, content: string): Promise<void> {
    return this.change(key, fence, (files) => files.write(path, content));
  }

  edit(key: AttemptKey, fence: FenceToken, path: string, old: string, replacement: string): Promise<void> {
    return this.change(key, fence, async (files) => {
      const edited = editOnce(await files.read(path), old, replacement);
      if ('text' in edited) return files.write(path, edited.text);
      throw edited.occurrences === 0 ? new EditTextNotFoundError(path) : new EditTextAmbiguousError(path);
    });
  }

  delete(key: AttemptKey, fence: FenceToken, path: string): Promise<void> {
    return this.change(key, fence, (files) => files.delete(path));
  }

  apply(key: AttemptKey, fence: FenceToken, changes: readonly FileChange[]): Promise<void> {
    return this.change(key, fence, (files) => files.apply(changes));
  }

  private change(
    key: AttemptKey,
    fence: FenceToken,
    change: (files: WorkspaceFiles) => Promise<void>,
  ): Promise<void> {
    return this.workspaces.write(key, fence, ({ workTree }) => change(this.filesOf(workTree)));
  }

  private async reader(key: AttemptKey): Promise<WorkspaceFiles> {
    return this.filesOf((await this.workspaces.find(key)).workTree);
  }

  private filesOf(workTree: string): WorkspaceFiles {
    return new WorkspaceFiles(workTree, this.layout.scratch);
  }
}
