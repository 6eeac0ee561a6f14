import { Injectable } from '@nestjs/common';
import {
  AllDeadLetterResults,
  AllDeadLetters,
  DeadLetterDetail,
  DeadLetterList,
  type DeadLetterQuery,
  type DeadLetterRequest,
  type DeadLetterResult,
  DeadLetterResults,
  type ServiceName,
  ThroughlineError,
} from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { GatewayConfig } from '../config.js';
import { DeadLetterNotFoundError } from './dead-letter.errors.js';

/** The services that consume messages, and so may have dead letters. */
const CONSUMERS = [
  'workflow-orchestrator',
  'plan-management',
  'agent-runtime',
  'git-worktree',
  'verification-feedback',
] as const satisfies readonly ServiceName[];

interface Gathered<T> {
  readonly answers: T[];
  readonly unavailable: ServiceName[];
}

/** Asks every service for the dead letters of its own queues: only it has them. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly client: ServiceClient,
    private readonly config: GatewayConfig,
  ) {}

  /** The newest first. A service that is away is named, and hides the others' from nobody. */
  async list({ limit, state, run }: DeadLetterQuery): Promise<AllDeadLetters> {
    const query = new URLSearchParams({ limit: String(limit), ...(state && { state }), ...(run && { run }) });
    const path = `/internal/dead-letters?${query.toString()}`;
    const { answers, unavailable } = await gather((service) =>
      this.client.get(service, path, DeadLetterList, this.#options),
    );
    const deadLetters = answers
      .flatMap((answer) => answer.deadLetters)
      .sort((one, other) => (one.failedAt < other.failedAt ? 1 : -1))
      .slice(0, limit);
    return Object.assign(new AllDeadLetters(), { deadLetters, unavailable });
  }

  /** @throws {DeadLetterNotFoundError}, or what keeps a service from answering that might have it */
  async find(id: string): Promise<DeadLetterDetail> {
    const path = `/internal/dead-letters/${encodeURIComponent(id)}`;
    const asked = await Promise.allSettled(
      CONSUMERS.map((service) => this.client.get(service, path, DeadLetterDetail, this.#options)),
    );
    const found = asked.find((answer) => answer.status === 'fulfilled');
    if (found !== undefined) return found.value;
    for (const answer of asked)
      if (answer.status === 'rejected' && !isNotFound(answer.reason)) throw answer.reason;
    throw new DeadLetterNotFoundError(id);
  }

  /** Each service decides about its own, and does not know those of others. */
  async decide(what: 'redrive' | 'discard', request: DeadLetterRequest): Promise<AllDeadLetterResults> {
    const path = `/internal/dead-letters/${what}`;
    const { answers, unavailable } = await gather((service) =>
      this.client.post(service, path, request, DeadLetterResults, this.#options),
    );
    const known = new Map(
      answers
        .flatMap((answer) => answer.results)
        .filter(({ outcome }) => outcome !== 'unknown')
        .map((result) => [result.id, result]),
    );
    const results = request.ids.map((id): DeadLetterResult => known.get(id) ?? { id, outcome: 'unknown' });
    return Object.assign(new AllDeadLetterResults(), { results, unavailable });
  }

  get #options() {
    return { timeoutMs: this.config.callTimeoutMs };
  }
}

/** What the services answer that can be asked. @throws what a service refuses */
async function gather<T>(ask: (service: ServiceName) => Promise<T>): Promise<Gathered<T>> {
  const asked = await Promise.allSettled(CONSUMERS.map(ask));
  const unavailable = CONSUMERS.filter((_, at) => isAway(asked[at]));
  const answers = asked.flatMap((answer) => {
    if (answer.status === 'fulfilled') return [answer.value];
    if (!isAway(answer)) throw answer.reason;
    return [];
  });
  return { answers, unavailable };
}

const isAway = (answer: PromiseSettledResult<unknown> | undefined): boolean =>
  answer?.status === 'rejected' &&
  answer.reason instanceof ThroughlineError &&
  (answer.reason.kind === 'unavailable' || answer.reason.kind === 'timeout');

const isNotFound = (error: unknown): boolean =>
  error instanceof ThroughlineError && error.kind === 'not_found';
