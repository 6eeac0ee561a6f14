import { Injectable } from '@nestjs/common';
import { type Decide, type Remark, type RetryTask, type RunId, RunView } from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { GatewayConfig } from '../config.js';

/** Hands what people want of a run to its owner, who knows each wish when it comes again. */
@Injectable()
export class RunControl {
  constructor(
    private readonly client: ServiceClient,
    private readonly config: GatewayConfig,
  ) {}

  pause(id: RunId, remark: Remark): Promise<RunView> {
    return this.#ask(id, 'pause', remark);
  }

  resume(id: RunId, remark: Remark): Promise<RunView> {
    return this.#ask(id, 'resume', remark);
  }

  decide(id: RunId, decision: Decide): Promise<RunView> {
    return this.#ask(id, 'approvals', decision);
  }

  /** Which attempt was seen makes it safe to ask twice. */
  retry(id: RunId, task: string, wish: RetryTask): Promise<RunView> {
    return this.#ask(id, `tasks/${encodeURIComponent(task)}/retry`, wish, wish.attempt !== undefined);
  }

  #ask(id: RunId, what: string, body: object, idempotent = true): Promise<RunView> {
    const options = { timeoutMs: this.config.callTimeoutMs, idempotent };
    return this.client.post('workflow-orchestrator', `/v1/runs/${id}/${what}`, body, RunView, options);
  }
}
