import { context, ROOT_CONTEXT } from '@throughline/tracing/api';
import {
  AllDeadLetterResults,
  AllDeadLetters,
  DeadLetterDetail,
  type DeadLetterRequest,
} from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';
import { withoutTracing } from '@throughline/tracing';

export interface DeadLetterFilter {
  readonly limit: number;
  readonly state?: string;
  readonly run?: string;
}

/** The gateway's API of dead letters. What only looks is not traced; a decision has a trace of its own. */
export class DeadLetterClient {
  constructor(private readonly client: ServiceClient) {}

  list({ limit, ...rest }: DeadLetterFilter): Promise<AllDeadLetters> {
    const query = new URLSearchParams({ limit: String(limit), ...rest });
    const path = `/v1/dead-letters?${query.toString()}`;
    return withoutTracing(() => this.client.get('api-gateway', path, AllDeadLetters));
  }

  get(id: string): Promise<DeadLetterDetail> {
    const path = `/v1/dead-letters/${encodeURIComponent(id)}`;
    return withoutTracing(() => this.client.get('api-gateway', path, DeadLetterDetail));
  }

  decide(what: 'redrive' | 'discard', request: DeadLetterRequest): Promise<AllDeadLetterResults> {
    return context.with(ROOT_CONTEXT, () =>
      this.client.post('api-gateway', `/v1/dead-letters/${what}`, request, AllDeadLetterResults),
    );
  }
}
