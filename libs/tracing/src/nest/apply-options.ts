import { configurePrivacyFilter } from '../privacy/configured-filter.js';
import { governanceMode, setGovernanceMode } from '../governance/governance-mode.js';
import { setConstitutionalHash } from '../governance/policy-hash.js';
import { getSamplingManager } from '../sampling/sampling-manager.js';
import { type TracingHandle, runtime } from '../sdk/runtime.js';
import { initializeTracing } from '../sdk/initialize.js';
import type { TracingModuleOptions } from './tracing-module-options.js';

/** Makes the running tracing what the options say, and starts it where nobody has. @returns its handle */
export function applyOptions(options: TracingModuleOptions): TracingHandle | undefined {
  const handle = startedTracing(options);
  if (options.privacy !== undefined) configurePrivacyFilter(options.privacy);
  applyGovernance(options);
  if (options.sampling !== undefined) getSamplingManager().useStrategy(options.sampling);
  return handle;
}

function applyGovernance({ governance }: TracingModuleOptions): void {
  if (governance === undefined) return;
  const { hash, ...mode } = governance;
  if (hash !== undefined) setConstitutionalHash(hash);
  setGovernanceMode({ ...governanceMode(), ...mode });
}

function startedTracing({
  whenNotStarted = 'start',
  ...options
}: TracingModuleOptions): TracingHandle | undefined {
  if (runtime() === undefined && whenNotStarted === 'ignore') return undefined;
  // Says itself what comes too late, or changes nothing any more.
  return initializeTracing(options);
}
