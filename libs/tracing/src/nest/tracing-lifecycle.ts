import type { TracingHandle } from '../sdk/runtime.js';
import { guardRequests } from '../governance/guard-requests.js';
import { flushOnSignals } from './flush-on-signal.js';
import { type HttpAdapter, observeRequests, observeRoutes } from './request-observer.js';
import type { TracingModuleOptions } from './tracing-module-options.js';

/** Nest's host of the adapter, which has none in an application of messages alone. */
export interface AdapterHost {
  readonly httpAdapter: HttpAdapter | null | undefined;
}

/** What tracing does in the life of an application. */
export class TracingLifecycle {
  private forgetSignals: (() => void) | undefined;

  constructor(
    private readonly options: TracingModuleOptions,
    private readonly handle: TracingHandle | undefined,
    private readonly host: AdapterHost,
  ) {
    // Not later: Express asks what was there before the routes alone, and Fastify its hooks in their order.
    const adapter = this.adapter();
    if (adapter === undefined) return;
    observeRoutes(adapter);
    guardRequests(adapter.getInstance());
  }

  onModuleInit(): void {
    const { handle } = this;
    const adapter = this.adapter();
    if (adapter !== undefined) observeRequests(adapter);
    if (this.options.flushAtEnd !== false && handle !== undefined)
      this.forgetSignals = flushOnSignals(() => handle.flush());
  }

  /** Flushes only: other applications of this process may go on, and what ends with the process needs no stop. */
  async onApplicationShutdown(): Promise<void> {
    this.forgetSignals?.();
    if (this.options.flushAtEnd !== false) await this.handle?.flush();
  }

  private adapter(): HttpAdapter | undefined {
    return this.options.http === false ? undefined : (this.host.httpAdapter ?? undefined);
  }
}
