import type { IncomingRequests } from './incoming-request.js';

/** Which requests are traced, in and out. */
export interface TracedRequests extends IncomingRequests {
  /** Hosts that requests go to without a span, and without the context in their headers. */
  readonly isUntracedHost?: ((host: string) => boolean) | undefined;
}
