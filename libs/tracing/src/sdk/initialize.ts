import { closeSentry } from '../errors/configure-sentry.js';
import { resetInstruments } from '../metrics/instruments.js';
import type { CallerTrust } from '../http/local-caller.js';
import type { RunCreation } from '../http/run-creation.js';
import { type TracingHandle, runtime, setRuntime } from './runtime.js';
import { tracingEnvironment } from '../config/environment.js';
import { flag } from '../config/readers.js';
import { homeOf } from '../journal/home.js';
import { serviceName } from './service-name.js';
import { configureGovernance } from '../governance/governance-mode.js';
import { configureLlmContent } from '../llm/llm-content.js';
import { startTracing } from './start-tracing.js';

/** How tracing is started; what is not given comes from the environment. */
export interface TracingOptions {
  readonly serviceName?: string;
  readonly serviceVersion?: string;
  readonly environment?: string;
  /** Absolute state folder with the journals; default: THROUGHLINE_HOME. Without one, nothing is journalled. */
  readonly home?: string;
  /** Hosts that baggage may be sent to, as names, `*.domain` or `*`; default: BAGGAGE_HOSTS, else loopback. */
  readonly baggageHosts?: readonly string[];
  /** The request that creates runs here: it becomes a part of the run's trace, even before the run exists. */
  readonly runCreation?: RunCreation;
  /** Whose headers about traces and runs are believed; everyone's, when not given. */
  readonly trust?: CallerTrust;
}

/** Starts tracing and metrics for this process; a second call returns the same handle. @throws {RangeError} for a wrong setting */
export function initializeTracing(options: TracingOptions = {}): TracingHandle {
  const running = runtime();
  if (running !== undefined) return running.handle;
  const env = tracingEnvironment(process.env, options.serviceName);
  const name = options.serviceName ?? serviceName(env);
  configureGovernance(env);
  configureLlmContent(env);
  if (flag(env, 'OTEL_SDK_DISABLED', false)) return disabled(name);
  const started = startTracing({ ...options, serviceName: name, home: options.home ?? homeOf(env) }, env);
  resetInstruments();
  setRuntime(started);
  return started.handle;
}

const disabled = (name: string): TracingHandle => ({
  serviceName: name,
  flush: () => Promise.resolve(),
  shutdown: closeSentry,
});
