import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OrchestratorConfig } from '../config.js';
import { TooManyRunsError } from './run.errors.js';

/** Bounds what has been taken on and not ended: whatever a run waits for, it holds rows, jobs, timers and a trace. */
@Injectable()
export class UnfinishedRuns {
  constructor(
    private readonly source: DataSource,
    private readonly config: OrchestratorConfig,
  ) {}

  /** @throws {TooManyRunsError} Two requests at the same moment may both be the last one. */
  async admit(): Promise<void> {
    const most = this.config.maxUnfinishedRuns;
    const last = await this.source.query<unknown[]>(
      'SELECT 1 FROM runs WHERE finished_at IS NULL OFFSET $1 LIMIT 1',
      [most - 1],
    );
    if (last.length > 0) throw new TooManyRunsError(most);
  }
}
