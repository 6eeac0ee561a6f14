import { type RunId, type ServiceName, TraceSpans } from '@throughline/contracts';
import { createServiceClient, type ServiceClient } from '@throughline/service-client/client';
import type { Fleet } from './fleet.js';

const CALLERS = 4;

/** Callers of services, as the services themselves are callers, who ask again as soon as they are answered. */
export class Load {
  readonly failures: string[] = [];
  answers = 0;
  private isOn = true;
  private readonly client: ServiceClient;
  private readonly callers: Promise<unknown>;

  constructor(
    { home, env }: Fleet,
    services: readonly ServiceName[],
    private readonly runId: RunId,
  ) {
    this.client = createServiceClient({ home, env });
    const each = services.flatMap((service) => Array.from({ length: CALLERS }, () => this.call(service)));
    this.callers = Promise.all(each);
  }

  async stop(): Promise<void> {
    this.isOn = false;
    await this.callers;
    await this.client.close();
  }

  private async call(service: ServiceName): Promise<void> {
    while (this.isOn) {
      try {
        await this.client.get(service, `/internal/traces/${this.runId}/spans`, TraceSpans);
        this.answers++;
      } catch (error) {
        this.failures.push(`${service}: ${String(error)}`);
      }
    }
  }
}
