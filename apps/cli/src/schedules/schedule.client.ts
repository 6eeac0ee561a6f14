import { ScheduleList, ScheduleView } from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';
import type { RunRequest } from '../runs/run-input.js';

export interface ScheduleRequest {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly missed?: string;
  readonly overlap?: string;
  readonly run: RunRequest;
}

/** The gateway's API of schedules. */
export class ScheduleClient {
  constructor(private readonly client: ServiceClient) {}

  /** The name makes it safe to ask twice. */
  add(request: ScheduleRequest): Promise<ScheduleView> {
    const options = { idempotent: true, timeoutMs: 60_000 };
    return this.client.post('api-gateway', '/v1/schedules', request, ScheduleView, options);
  }

  list(): Promise<ScheduleList> {
    return this.client.get('api-gateway', '/v1/schedules', ScheduleList);
  }

  find(name: string): Promise<ScheduleView> {
    return this.client.get('api-gateway', pathOf(name), ScheduleView);
  }

  remove(name: string): Promise<ScheduleView> {
    return this.client.delete('api-gateway', pathOf(name), ScheduleView);
  }

  tell(name: string, what: 'pause' | 'resume'): Promise<ScheduleView> {
    return this.client.post('api-gateway', `${pathOf(name)}/${what}`, {}, ScheduleView, { idempotent: true });
  }
}

const pathOf = (name: string): string => `/v1/schedules/${encodeURIComponent(name)}`;
