import { PlanHistory, PlanView, type RevisePlan, type RunId } from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';
import { withoutTracing } from '@throughline/tracing';
import { context, ROOT_CONTEXT } from '@throughline/tracing/api';

/** The gateway's API of plans. An edit has a trace of its own, and what only looks is not traced. */
export class PlanClient {
  constructor(private readonly client: ServiceClient) {}

  find(id: RunId, version?: number): Promise<PlanView> {
    const query = version === undefined ? '' : `?version=${String(version)}`;
    return withoutTracing(() => this.client.get('api-gateway', `/v1/runs/${id}/plan${query}`, PlanView));
  }

  history(id: RunId): Promise<PlanHistory> {
    return withoutTracing(() => this.client.get('api-gateway', `/v1/runs/${id}/plan/history`, PlanHistory));
  }

  /** The version makes it safe to ask twice. */
  revise(id: RunId, body: RevisePlan): Promise<PlanView> {
    return context.with(ROOT_CONTEXT, () =>
      this.client.patch('api-gateway', `/v1/runs/${id}/plan`, body, PlanView, { idempotent: true }),
    );
  }
}
