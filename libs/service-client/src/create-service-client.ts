import { HomeNotSetError } from './service-client.errors.js';
import { ServiceClient } from './service-client.js';

export interface ServiceClientOptions {
  /** The state folder, for the local token. Default: THROUGHLINE_HOME. */
  readonly home?: string;
  /** Where ports are looked up. Default: the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A client for code without Nest. Close it when done. */
export function createServiceClient({ env = process.env, home }: ServiceClientOptions = {}): ServiceClient {
  const folder = home ?? env['THROUGHLINE_HOME'];
  if (folder === undefined || folder === '') throw new HomeNotSetError();
  return new ServiceClient(folder, env);
}
