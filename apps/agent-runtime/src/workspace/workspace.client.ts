import { Injectable } from '@nestjs/common';
import {
  CommandResult,
  FileList,
  FileText,
  SearchResult,
  SnapshotTaken,
  type TaskRun,
  WorkspaceCommitted,
  WorkspaceOpened,
  type Fence,
} from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { IsOptional } from 'class-validator';
import { AgentConfig } from '../config.js';

type Body = Readonly<Record<string, unknown>>;

/** An answer of which only the status matters. */
class Done {
  @IsOptional() readonly done?: boolean;
}

/** The files of one attempt, through git-worktree, and its commands, through verification-feedback. */
export interface Workspace {
  list(path: string): Promise<FileList>;
  read(path: string, startLine?: number, endLine?: number): Promise<FileText>;
  search(pattern: string, path?: string): Promise<SearchResult>;
  write(path: string, content: string): Promise<void>;
  edit(path: string, old: string, replacement: string): Promise<void>;
  delete(path: string): Promise<void>;
  run(argv: readonly string[]): Promise<CommandResult>;
  commit(message: string): Promise<WorkspaceCommitted>;
}

@Injectable()
export class WorkspaceClient {
  constructor(
    private readonly services: ServiceClient,
    private readonly config: AgentConfig,
  ) {}

  /** Opens the attempt's workspace, or finds it again after a restart. */
  async open(task: TaskRun, fence: Fence, signal: AbortSignal): Promise<Workspace> {
    const { services, config } = this;
    const attempt = `/internal/runs/${task.runId}/tasks/${task.taskId}`;
    const base = `${attempt}/attempts/${String(task.attempt)}/workspace`;
    const post = <T extends object>(action: string, body: Body, Answer: new () => T): Promise<T> =>
      services.post('git-worktree', `${base}/${action}`, body, Answer, { signal });
    const change = async (action: string, body: Body): Promise<void> => {
      await post(action, { ...body, fence }, Done);
    };
    await services.put('git-worktree', base, { repository: task.repository, fence }, WorkspaceOpened, {
      signal,
    });
    return {
      list: (path) => post('list', { path }, FileList),
      read: (path, startLine, endLine) => post('read', defined({ path, startLine, endLine }), FileText),
      search: (pattern, path) => post('search', defined({ pattern, path }), SearchResult),
      write: (path, content) => change('write', { path, content }),
      edit: (path, old, replacement) => change('edit', { path, old, new: replacement }),
      delete: (path) => change('delete', { path }),
      commit: (message) =>
        services.post('git-worktree', `${base}/commit`, { message, fence }, WorkspaceCommitted, {
          signal,
          idempotent: true,
        }),
      run: async (argv) => {
        const { tree } = await post('snapshot', { fence }, SnapshotTaken);
        const timeoutMs = config.commandTimeoutMs;
        const body = { repository: task.repository, fence, tree, argv, timeoutMs };
        const result = await services.post(
          'verification-feedback',
          `${attempt}/commands`,
          body,
          CommandResult,
          { signal, timeoutMs: timeoutMs + 30_000 },
        );
        if (result.changes.length > 0) await change('apply', { changes: result.changes });
        return result;
      },
    };
  }
}

/** Optional fields are left out, not sent as undefined. */
const defined = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
