import { Injectable } from '@nestjs/common';
import {
  type CreateRun,
  RepositoryRef,
  ResolvedChecks,
  ResolvedModel,
  type RunLimits,
} from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { OrchestratorConfig } from '../config.js';
import { limitsOf } from './run-limits.js';

export interface Resolved {
  readonly repository: RepositoryRef;
  readonly model: ResolvedModel;
  readonly checks: ResolvedChecks;
  readonly limits: RunLimits;
}

/** Asks the owners whether the run can be done at all, before anything is stored. */
@Injectable()
export class Preflight {
  constructor(
    private readonly services: ServiceClient,
    private readonly config: OrchestratorConfig,
  ) {}

  async resolve(request: CreateRun): Promise<Resolved> {
    const [repository, model] = await Promise.all([this.repository(request), this.model(request)]);
    const limits = limitsOf(request, this.config, model);
    const checks = await this.services.post(
      'verification-feedback',
      '/internal/checks/resolve',
      { repository, ...(request.checks === undefined ? {} : { checks: request.checks }) },
      ResolvedChecks,
      { idempotent: true },
    );
    return { repository, model, checks, limits };
  }

  private repository(request: CreateRun): Promise<RepositoryRef> {
    const body = { path: request.repository, ...(request.base === undefined ? {} : { base: request.base }) };
    return this.services.post('git-worktree', '/internal/repositories/resolve', body, RepositoryRef, {
      idempotent: true,
    });
  }

  private model(request: CreateRun): Promise<ResolvedModel> {
    const body = request.model === undefined ? {} : { model: request.model };
    return this.services.post('model-router', '/internal/models/resolve', body, ResolvedModel, {
      idempotent: true,
    });
  }
}
