import type { MetricsReaders } from './metrics-access.js';

/** The route that answers with the metrics of the process, in the Prometheus text format. */
export interface MetricsRoute {
  /** Default `/metrics`. */
  readonly path?: string;
  /**
   * Who may read them: `loopback`, callers of `private` networks, `all`, or what the function says. Behind a proxy
   * that says for whom it asks, that is nobody but with `all`. Default `private`.
   */
  readonly readers?: MetricsReaders;
  /** Decorators for the route's controller, such as one that a global guard knows as public. */
  readonly decorators?: readonly ClassDecorator[];
}
