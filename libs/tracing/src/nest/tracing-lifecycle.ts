import type { TracingHandle } from '../sdk/runtime.js';
import { flushOnSignals } from './flush-on-signal.js';
import { type HttpAdapter, observeRequests } from './request-observer.js';
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
  ) {}

  onModuleInit(): void {
    const { handle } = this;
    const { http = true, flushOnSignals: onSignals = true } = this.options;
    const adapter = this.host.httpAdapter;
    if (http && adapter !== null && adapter !== undefined) observeRequests(adapter);
    if (onSignals && handle !== undefined) this.forgetSignals = flushOnSignals(() => handle.flush());
  }

  /** Flushes only: other applications of this process may go on, and what ends with the process needs no stop. */
  async onApplicationShutdown(): Promise<void> {
    this.forgetSignals?.();
    await this.handle?.flush();
  }
}
