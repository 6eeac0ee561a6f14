import { Injectable } from '@nestjs/common';
import type { RunId, TaskId } from '@throughline/contracts';
import { asDatabaseError, UnitsOfWork } from '@throughline/persistence';
import { DataSource, type FindOptionsWhere, LessThanOrEqual } from 'typeorm';
import { RunClone } from './run-clone.entity.js';
import { Workspace } from './workspace.entity.js';

/** An attempt of a task of a run: what a workspace belongs to. */
export interface AttemptKey {
  readonly runId: RunId;
  readonly taskId: TaskId;
  readonly attempt: number;
}

export interface WorkspaceFilter {
  readonly runId: RunId;
  readonly taskId: TaskId | null;
  /** Attempts up to and with this one; null: all. */
  readonly upTo: number | null;
}

@Injectable()
export class WorkspacesRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly units: UnitsOfWork,
  ) {}

  find({ runId, taskId, attempt }: AttemptKey): Promise<Workspace | null> {
    return this.dataSource
      .getRepository(Workspace)
      .findOneBy({ runId, taskId, attempt })
      .catch(asUnavailable);
  }

  matching({ runId, taskId, upTo }: WorkspaceFilter): Promise<Workspace[]> {
    const where: FindOptionsWhere<Workspace> = {
      runId,
      ...(taskId === null ? {} : { taskId }),
      ...(upTo === null ? {} : { attempt: LessThanOrEqual(upTo) }),
    };
    return this.dataSource.getRepository(Workspace).findBy(where).catch(asUnavailable);
  }

  async save(workspace: Workspace): Promise<void> {
    await this.units.run(
      ({ manager }) => manager.upsert(Workspace, workspace, ['runId', 'taskId', 'attempt']),
      () => ['workspaces.save'],
    );
  }

  /** Says where a run works, before there is anything of it: whatever it leaves is found by that. */
  async saveClone(runId: RunId, cloneDir: string): Promise<void> {
    if ((await this.cloneOf(runId)) === cloneDir) return;
    await this.units.run(
      ({ manager }) => manager.upsert(RunClone, { runId, cloneDir }, ['runId']),
      () => ['clones.save'],
    );
  }

  /** The clone that a run works in. */
  async cloneOf(runId: RunId): Promise<string | undefined> {
    const row = await this.dataSource.getRepository(RunClone).findOneBy({ runId }).catch(asUnavailable);
    return row?.cloneDir;
  }

  async remove({ runId, taskId, attempt }: AttemptKey): Promise<void> {
    await this.units.run(
      ({ manager }) => manager.delete(Workspace, { runId, taskId, attempt }),
      () => ['workspaces.remove'],
    );
  }
}

function asUnavailable(error: unknown): never {
  throw asDatabaseError(error);
}
