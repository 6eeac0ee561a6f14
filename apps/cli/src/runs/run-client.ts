import { context, ROOT_CONTEXT } from '@throughline/tracing/api';
import { RunAccepted, RunDiff, type RunId, RunList, RunView } from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';
import { withoutTracing } from '@throughline/tracing';
import type { RunRequest } from './run-input.js';

/**
 * The gateway's API of runs. The creation belongs to the run's trace, a cancellation has a trace of its own,
 * and what only looks is not traced.
 */
export class RunClient {
  constructor(private readonly client: ServiceClient) {}

  /** The header is the run's id: asking twice makes one run. */
  create(id: RunId, body: RunRequest): Promise<RunAccepted> {
    const headers = { 'idempotency-key': id };
    return this.client.post('api-gateway', '/v1/runs', body, RunAccepted, {
      headers,
      idempotent: true,
      timeoutMs: 60_000,
    });
  }

  get(id: RunId): Promise<RunView> {
    return withoutTracing(() => this.client.get('api-gateway', `/v1/runs/${id}`, RunView));
  }

  list(limit: number): Promise<RunList> {
    return withoutTracing(() => this.client.get('api-gateway', `/v1/runs?limit=${limit}`, RunList));
  }

  cancel(id: RunId): Promise<RunView> {
    return context.with(ROOT_CONTEXT, () =>
      this.client.post('api-gateway', `/v1/runs/${id}/cancel`, {}, RunView),
    );
  }

  diff(id: RunId): Promise<RunDiff> {
    return withoutTracing(() => this.client.get('api-gateway', `/v1/runs/${id}/diff`, RunDiff));
  }
}
