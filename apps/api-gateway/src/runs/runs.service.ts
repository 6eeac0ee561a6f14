import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  type CreateRun,
  RunAccepted,
  RunDiff,
  type RunId,
  RunList,
  RunView,
  ThroughlineError,
} from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { type CallOptions, ServiceClient } from '@throughline/service-client';
import { traceIdOf } from '@throughline/tracing';
import { GatewayConfig } from '../config.js';
import { TraceNotFoundError } from './run.errors.js';

const ORCHESTRATOR = 'workflow-orchestrator';

/** Asks the owners of what a person wants to know or do. What they refuse goes to the caller as it is. */
@Injectable()
export class RunsService {
  readonly #options: CallOptions;

  constructor(
    private readonly client: ServiceClient,
    { callTimeoutMs }: GatewayConfig,
  ) {
    this.#options = { timeoutMs: callTimeoutMs };
  }

  /** The run's id makes it safe to ask twice. */
  async create(id: RunId, body: CreateRun): Promise<RunAccepted> {
    const options = { ...this.#options, idempotent: true, headers: { 'idempotency-key': id } };
    const accepted = await this.client.post(ORCHESTRATOR, '/v1/runs', body, RunAccepted, options);
    faultPoint('api-gateway.creation.before-answer');
    return accepted;
  }

  list(limit: number): Promise<RunList> {
    return this.client.get(ORCHESTRATOR, `/v1/runs?limit=${limit}`, RunList, this.#options);
  }

  find(id: RunId): Promise<RunView> {
    return this.client.get(ORCHESTRATOR, `/v1/runs/${id}`, RunView, this.#options);
  }

  cancel(id: RunId): Promise<RunView> {
    const options = { ...this.#options, idempotent: true };
    return this.client.post(ORCHESTRATOR, `/v1/runs/${id}/cancel`, {}, RunView, options);
  }

  async diff(id: RunId): Promise<RunDiff> {
    const { repository } = await this.find(id);
    const options = { ...this.#options, idempotent: true };
    return this.client.post('git-worktree', `/internal/runs/${id}/diff`, { repository }, RunDiff, options);
  }

  /** The trace as OTLP JSON, as the analyzer's query API has it. */
  trace(id: RunId): Promise<Readable> {
    return this.unlessUnknown(id, async () => {
      const path = `/api/v3/traces/${traceIdOf(id)}`;
      try {
        return await this.client.stream('trace-analyzer', path, undefined, this.#options);
      } catch (error) {
        throw isNotFound(error) ? new TraceNotFoundError(id) : error;
      }
    });
  }

  /** Where another owner has nothing of a run, the orchestrator says whether there is such a run at all. */
  async unlessUnknown<T>(id: RunId, fn: () => Promise<T>): Promise<T> {
    try {
      return await fn();
    } catch (error) {
      if (isNotFound(error)) await this.find(id);
      throw error;
    }
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof ThroughlineError && error.kind === 'not_found';
