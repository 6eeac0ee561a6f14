import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  ApplyChanges,
  CommitWorkspace,
  DeleteFile,
  EditFile,
  type FileList,
  type FileText,
  InvalidInputError,
  isRunId,
  isTaskId,
  OpenWorkspace,
  ReadFile,
  SearchFiles,
  type SearchResult,
  Snapshot,
  type SnapshotTaken,
  type WorkspaceCommitted,
  type WorkspaceOpened,
  WorkspacePath,
  WriteFile,
} from '@throughline/contracts';
import { CommitsService } from './commits.service.js';
import { FilesService } from './files.service.js';
import type { AttemptKey } from './workspaces.repository.js';
import { WorkspacesService } from './workspaces.service.js';

/** The answer of an action that has nothing to tell. */
type Nothing = Record<string, never>;

@Controller('internal/runs/:run/tasks/:task/attempts/:attempt/workspace')
export class WorkspacesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly files: FilesService,
    private readonly commits: CommitsService,
  ) {}

  @Put()
  open(
    @Param() at: Record<string, string>,
    @Body() { repository, fence }: OpenWorkspace,
  ): Promise<WorkspaceOpened> {
    return this.workspaces.open(keyOf(at), repository, fence);
  }

  @Post('list')
  @HttpCode(200)
  list(@Param() at: Record<string, string>, @Body() { path }: WorkspacePath): Promise<FileList> {
    return this.files.list(keyOf(at), path);
  }

  @Post('read')
  @HttpCode(200)
  read(
    @Param() at: Record<string, string>,
    @Body() { path, startLine, endLine }: ReadFile,
  ): Promise<FileText> {
    return this.files.read(keyOf(at), path, startLine, endLine);
  }

  @Post('search')
  @HttpCode(200)
  search(@Param() at: Record<string, string>, @Body() { pattern, path }: SearchFiles): Promise<SearchResult> {
    return this.files.search(keyOf(at), pattern, path);
  }

  @Post('write')
  @HttpCode(200)
  async write(
    @Param() at: Record<string, string>,
    @Body() { path, content, fence }: WriteFile,
  ): Promise<Nothing> {
    await this.files.write(keyOf(at), fence, path, content);
    return {};
  }

  @Post('edit')
  @HttpCode(200)
  async edit(@Param() at: Record<string, string>, @Body() body: EditFile): Promise<Nothing> {
    await this.files.edit(keyOf(at), body.fence, body.path, body.old, body.new);
    return {};
  }

  @Post('delete')
  @HttpCode(200)
  async delete(@Param() at: Record<string, string>, @Body() { path, fence }: DeleteFile): Promise<Nothing> {
    await this.files.delete(keyOf(at), fence, path);
    return {};
  }

  @Post('apply')
  @HttpCode(200)
  async apply(
    @Param() at: Record<string, string>,
    @Body() { changes, fence }: ApplyChanges,
  ): Promise<Nothing> {
    await this.files.apply(keyOf(at), fence, changes);
    return {};
  }

  @Post('snapshot')
  @HttpCode(200)
  snapshot(@Param() at: Record<string, string>, @Body() { fence }: Snapshot): Promise<SnapshotTaken> {
    return this.commits.snapshot(keyOf(at), fence);
  }

  @Post('commit')
  @HttpCode(200)
  commit(@Param() at: Record<string, string>, @Body() body: CommitWorkspace): Promise<WorkspaceCommitted> {
    return this.commits.commit(keyOf(at), body.message, body.fence);
  }
}

function keyOf({ run = '', task = '', attempt = '' }: Record<string, string>): AttemptKey {
  if (!isRunId(run)) throw new InvalidInputError('run in the path must be a run id (UUIDv7)');
  if (!isTaskId(task)) throw new InvalidInputError('task in the path must be a task id');
  if (!/^[1-9]\d{0,8}$/.test(attempt))
    throw new InvalidInputError('attempt in the path must be a number from 1');
  return { runId: run, taskId: task, attempt: Number(attempt) };
}
