import { Injectable } from '@nestjs/common';
import { PlanHistory, PlanView, type RevisePlan, type RunId } from '@throughline/contracts';
import { type CallOptions, ServiceClient } from '@throughline/service-client';
import { GatewayConfig } from '../config.js';
import { RunsService } from '../runs/runs.service.js';

/** plan-management keeps plans; whether one may be another decides the owner of the run. */
@Injectable()
export class PlansService {
  readonly #options: CallOptions;

  constructor(
    private readonly client: ServiceClient,
    private readonly runs: RunsService,
    { callTimeoutMs }: GatewayConfig,
  ) {
    this.#options = { timeoutMs: callTimeoutMs };
  }

  find(id: RunId, version?: number): Promise<PlanView> {
    const query = version === undefined ? '' : `?version=${String(version)}`;
    return this.runs.unlessUnknown(id, () =>
      this.client.get('plan-management', `/v1/runs/${id}/plan${query}`, PlanView, this.#options),
    );
  }

  history(id: RunId): Promise<PlanHistory> {
    return this.runs.unlessUnknown(id, () =>
      this.client.get('plan-management', `/v1/runs/${id}/plan/history`, PlanHistory, this.#options),
    );
  }

  /** The version makes it safe to ask twice. */
  revise(id: RunId, body: RevisePlan): Promise<PlanView> {
    const options = { ...this.#options, idempotent: true };
    return this.client.patch('workflow-orchestrator', `/v1/runs/${id}/plan`, body, PlanView, options);
  }
}
