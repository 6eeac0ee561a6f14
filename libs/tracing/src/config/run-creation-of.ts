import type { TracingOptions } from '../sdk/initialize.js';
import { serviceName } from './settings.js';

/** Runs are created at the platform's front door: there, `POST /v1/runs` is a part of the run's trace. */
export const runCreationOf = (env: NodeJS.ProcessEnv): Pick<TracingOptions, 'runCreation'> =>
  serviceName(env) === 'api-gateway' ? { runCreation: { method: 'POST', path: '/v1/runs' } } : {};
