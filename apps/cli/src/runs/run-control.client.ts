import { context, ROOT_CONTEXT } from '@throughline/tracing/api';
import { type RunId, RunView, type TaskId } from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';

/** What a person wants of a run; each wish is a trace of its own, linked to the run's. */
export class RunControlClient {
  constructor(private readonly client: ServiceClient) {}

  pause(id: RunId, remark: object): Promise<RunView> {
    return this.ask(id, 'pause', remark);
  }

  resume(id: RunId, remark: object): Promise<RunView> {
    return this.ask(id, 'resume', remark);
  }

  decide(id: RunId, decision: object): Promise<RunView> {
    return this.ask(id, 'approvals', decision);
  }

  retry(id: RunId, task: TaskId, wish: object): Promise<RunView> {
    return this.ask(id, `tasks/${task}/retry`, wish);
  }

  private ask(id: RunId, what: string, body: object): Promise<RunView> {
    return context.with(ROOT_CONTEXT, () =>
      this.client.post('api-gateway', `/v1/runs/${id}/${what}`, body, RunView),
    );
  }
}
