import type { Readable } from 'node:stream';
import { type ServiceName, ThroughlineError } from '@throughline/contracts';
import { retry } from '@throughline/resilience';
import { observeCircuitBreakers } from '@throughline/tracing';
import { type Call, send, sendForStream } from './call.js';
import { LocalToken } from './local-token.js';
import { type ResponseClass, parseBody } from './response.js';
import { type ServiceConnection, isRetryable } from './service-connection.js';
import { ServiceReplicas } from './service-replicas.js';
import { assertOutsideUnitOfWork } from './unit-of-work-guard.js';

export type { ResponseClass } from './response.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const MORE_TRIES = 2;
/** A repeated DELETE has its effect once, but its answer would be that there is no such thing. */
const SAFE_TO_REPEAT: ReadonlySet<Call['method']> = new Set(['GET', 'PUT']);

export interface CallOptions {
  /** Default 30 000, cut to what remains of the deadline that holds here. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** The call may be made twice with the effect of once, so it may be retried. Default: GET and PUT. */
  readonly idempotent?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StreamOptions extends CallOptions {
  /** The longest silence within the stream. Default 30 000. */
  readonly idleTimeoutMs?: number;
}

/** REST calls to the platform's services. */
export class ServiceClient {
  readonly #services = new Map<ServiceName, ServiceReplicas>();
  readonly #token: LocalToken;
  readonly #forgetBreakers: () => void;

  constructor(
    home: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.#token = new LocalToken(home);
    this.#forgetBreakers = observeCircuitBreakers(() =>
      [...this.#services.values()].flatMap(({ breakers }) => breakers),
    );
  }

  get<T extends object>(
    service: ServiceName,
    path: string,
    Class: ResponseClass<T>,
    options?: CallOptions,
  ): Promise<T> {
    return this.#json(service, { method: 'GET', path }, Class, options);
  }

  put<T extends object>(
    service: ServiceName,
    path: string,
    body: object,
    Class: ResponseClass<T>,
    options?: CallOptions,
  ): Promise<T> {
    return this.#json(service, { method: 'PUT', path, body }, Class, options);
  }

  post<T extends object>(
    service: ServiceName,
    path: string,
    body: object,
    Class: ResponseClass<T>,
    options?: CallOptions,
  ): Promise<T> {
    return this.#json(service, { method: 'POST', path, body }, Class, options);
  }

  patch<T extends object>(
    service: ServiceName,
    path: string,
    body: object,
    Class: ResponseClass<T>,
    options?: CallOptions,
  ): Promise<T> {
    return this.#json(service, { method: 'PATCH', path, body }, Class, options);
  }

  /** The answer is what was there. */
  delete<T extends object>(
    service: ServiceName,
    path: string,
    Class: ResponseClass<T>,
    options?: CallOptions,
  ): Promise<T> {
    return this.#json(service, { method: 'DELETE', path }, Class, options);
  }

  /**
   * The body of the answer as it comes: GET, or POST when there is a body. `timeoutMs` bounds the time to the
   * headers, `idleTimeoutMs` each silence after them. Destroy the stream when you stop reading early.
   */
  async stream(
    service: ServiceName,
    path: string,
    body?: object,
    options: StreamOptions = {},
  ): Promise<Readable> {
    const call: Call = body === undefined ? { method: 'GET', path } : { method: 'POST', path, body };
    return this.#send(service, call, options, (connection, token) =>
      sendForStream(connection, call, token, {
        ...settled(options),
        idleTimeoutMs: options.idleTimeoutMs ?? DEFAULT_TIMEOUT_MS,
      }),
    );
  }

  /** Ends all connections; calls under way are aborted. */
  async close(): Promise<void> {
    this.#forgetBreakers();
    const services = [...this.#services.values()];
    this.#services.clear();
    await Promise.all(services.map((replicas) => replicas.destroy()));
  }

  async #json<T extends object>(
    service: ServiceName,
    call: Call,
    Class: ResponseClass<T>,
    options: CallOptions = {},
  ): Promise<T> {
    const body = await this.#send(service, call, options, (connection, token) =>
      send(connection, call, token, settled(options)),
    );
    return parseBody(service, body, Class);
  }

  async #send<T>(
    service: ServiceName,
    call: Call,
    options: CallOptions,
    attempt: (connection: ServiceConnection, token: string) => Promise<T>,
  ): Promise<T> {
    assertOutsideUnitOfWork(service, call.path);
    const replicas = this.#replicasOf(service);
    const idempotent = options.idempotent ?? SAFE_TO_REPEAT.has(call.method);
    const once = () => this.#withToken((token) => replicas.run((connection) => attempt(connection, token)));
    return retry(once, {
      attempts: idempotent ? 1 + MORE_TRIES : 1,
      baseDelayMs: 250,
      maxDelayMs: 2_000,
      budget: replicas.budget,
      isRetryable: (error) => isRetryable(error) && replicas.mayAnswer,
      // Also what could not be reached at all says so: the time in which a service that was killed is back.
      retryAfterMs: (error) =>
        error instanceof ThroughlineError ? (error.retryAfterSeconds ?? 0) * 1000 : undefined,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  async #withToken<T>(fn: (token: string) => Promise<T>): Promise<T> {
    const token = await this.#token.read();
    try {
      return await fn(token);
    } catch (error) {
      if (error instanceof ThroughlineError && error.code === 'wrong_token') this.#token.forget();
      throw error;
    }
  }

  #replicasOf(service: ServiceName): ServiceReplicas {
    const known = this.#services.get(service);
    if (known !== undefined) return known;
    const made = new ServiceReplicas(service, this.env);
    this.#services.set(service, made);
    return made;
  }
}

const settled = (options: CallOptions) => ({
  ...options,
  timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
});
