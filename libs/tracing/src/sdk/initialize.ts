import { createRequire } from 'node:module';
import { closeSentry } from '../errors/configure-sentry.js';
import { resetInstruments } from '../metrics/instruments.js';
import type { CallerTrust } from '../http/local-caller.js';
import type { RunCreation } from '../http/run-creation.js';
import { type TracingHandle, runtime, setRuntime } from './runtime.js';
import { leaveFolderAlone, tracingEnvironment } from '../config/environment.js';
import { type Environment, flag, text } from '../config/readers.js';
import { homeOf } from '../journal/home.js';
import { serviceName } from './service-name.js';
import { configureGovernance } from '../governance/governance-mode.js';
import { configureLlmContent } from '../llm/llm-content.js';
import { resetTracer } from '../spans/tracer.js';
import { secondStartWarning } from './misuse/second-start.js';
import { misuseWarnings } from './misuse/misuse-warnings.js';
import { ownLogger } from '../logging/logger.js';
import { patchBuiltins } from './patched-builtins.js';

/** How tracing is started; what is not given comes from the environment. */
export interface TracingOptions {
  readonly serviceName?: string;
  readonly serviceVersion?: string;
  readonly environment?: string;
  /** Absolute state folder with the journals; default: THROUGHLINE_HOME. Without one, nothing is journalled. */
  readonly home?: string;
  /** False: no file of settings is looked for in the working folder, which is somebody else's; one that TRACING_CONFIG_FILE names is read. */
  readonly configFile?: false;
  /** Hosts that baggage may be sent to, as names, `*.domain` or `*`; default: BAGGAGE_HOSTS, else loopback. */
  readonly baggageHosts?: readonly string[];
  /** The request that creates runs here: it becomes a part of the run's trace, even before the run exists. */
  readonly runCreation?: RunCreation;
  /** Whose headers about traces and runs are believed; everyone's, when not given. */
  readonly trust?: CallerTrust;
}

/** Loaded by who starts tracing, and not by who imports this library for its functions: it is a third of it. */
const parts: (path: './start-tracing.js') => typeof import('./start-tracing.js') = createRequire(
  import.meta.url,
);

let startedWith: TracingOptions = {};

/**
 * Starts tracing and metrics for this process. A second call returns the same handle, and says so where it wanted
 * something else; so does a start that comes too late. `configureTracing` is another name of it.
 * @throws {RangeError} for a wrong setting, with its name
 */
export function initializeTracing(options: TracingOptions = {}): TracingHandle {
  const running = runtime();
  if (running !== undefined) {
    say(secondStartWarning(startedWith, options));
    return running.handle;
  }
  if (options.configFile === false) leaveFolderAlone();
  const env = tracingEnvironment(process.env, options.serviceName);
  const name = options.serviceName ?? serviceName(env);
  configureGovernance(env);
  configureLlmContent(env);
  if (flag(env, 'OTEL_SDK_DISABLED', false)) return disabled(name);
  for (const warning of misuseWarnings()) say(warning);
  const home = options.home ?? homeOf(env);
  const started = parts('./start-tracing.js').startTracing({ ...options, serviceName: name, home }, env);
  startedWith = { ...fromEnvironment(env), ...options, serviceName: name };
  patchBuiltins();
  resetInstruments();
  resetTracer();
  setRuntime(started);
  return started.handle;
}

export { initializeTracing as configureTracing };

/** What the options would have to be to say the same as the environment. */
function fromEnvironment(env: Environment): TracingOptions {
  const given = {
    serviceVersion: text(env, 'SERVICE_VERSION'),
    environment: text(env, 'ENVIRONMENT'),
    home: homeOf(env),
    baggageHosts: text(env, 'BAGGAGE_HOSTS')?.split(','),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function say(warning: string | undefined): void {
  if (warning !== undefined) ownLogger().warn(warning);
}

const disabled = (name: string): TracingHandle => ({
  serviceName: name,
  flush: () => Promise.resolve(),
  shutdown: closeSentry,
});
