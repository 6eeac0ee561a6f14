import type { TracingOptions } from '../sdk/initialize.js';
import { serviceName } from '../sdk/service-name.js';
import type { Environment } from './readers.js';

/** Runs are created at the platform's front door: there, `POST /v1/runs` is a part of the run's trace. */
export const runCreationOf = (env: Environment): Pick<TracingOptions, 'runCreation'> =>
  serviceName(env) === 'api-gateway' ? { runCreation: { method: 'POST', path: '/v1/runs' } } : {};
