import { Injectable } from '@nestjs/common';

export type LifecycleState = 'starting' | 'ready' | 'draining';

/** Where a service is in its life. What lasts long (an event stream) ends when `signal` aborts. */
@Injectable()
export class ServiceLifecycle {
  readonly #draining = new AbortController();
  #state: LifecycleState = 'starting';

  get state(): LifecycleState {
    return this.#state;
  }

  /** Aborted when the service begins to shut down. */
  get signal(): AbortSignal {
    return this.#draining.signal;
  }

  becomeReady(): void {
    if (this.#state === 'starting') this.#state = 'ready';
  }

  drain(): void {
    this.#state = 'draining';
    this.#draining.abort(new Error('the service is shutting down'));
  }
}
