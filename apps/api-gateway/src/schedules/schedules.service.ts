import { Injectable } from '@nestjs/common';
import { type CreateSchedule, ScheduleList, ScheduleView } from '@throughline/contracts';
import { type CallOptions, ServiceClient } from '@throughline/service-client';
import { GatewayConfig } from '../config.js';

const OWNER = 'workflow-orchestrator';

/** The orchestrator's schedules. */
@Injectable()
export class SchedulesService {
  readonly #options: CallOptions;

  constructor(
    private readonly client: ServiceClient,
    { callTimeoutMs }: GatewayConfig,
  ) {
    this.#options = { timeoutMs: callTimeoutMs };
  }

  /** The name makes it safe to ask twice. */
  create(body: CreateSchedule): Promise<ScheduleView> {
    return this.client.post(OWNER, '/v1/schedules', body, ScheduleView, {
      ...this.#options,
      idempotent: true,
    });
  }

  list(): Promise<ScheduleList> {
    return this.client.get(OWNER, '/v1/schedules', ScheduleList, this.#options);
  }

  find(name: string): Promise<ScheduleView> {
    return this.client.get(OWNER, pathOf(name), ScheduleView, this.#options);
  }

  remove(name: string): Promise<ScheduleView> {
    return this.client.delete(OWNER, pathOf(name), ScheduleView, this.#options);
  }

  pause(name: string): Promise<ScheduleView> {
    return this.#tell(name, 'pause');
  }

  resume(name: string): Promise<ScheduleView> {
    return this.#tell(name, 'resume');
  }

  #tell(name: string, what: 'pause' | 'resume'): Promise<ScheduleView> {
    const options = { ...this.#options, idempotent: true };
    return this.client.post(OWNER, `${pathOf(name)}/${what}`, {}, ScheduleView, options);
  }
}

const pathOf = (name: string): string => `/v1/schedules/${encodeURIComponent(name)}`;
