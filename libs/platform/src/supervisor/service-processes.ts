import { type ServiceName, SERVICES } from '@throughline/contracts';
import { portsFor } from '../ports/free-ports.js';

/** One process of a service, as the supervisor, its log and `platform.json` call it. */
export interface ServiceProcess {
  /** `model-router`, and `model-router-2` where there are more. */
  readonly name: string;
  /** The first is 1. */
  readonly replica: number;
  readonly port: number;
}

/** Every process of a service. @throws {PlatformSettingError} {ReplicasError} */
export const processesOf = (service: ServiceName, env: NodeJS.ProcessEnv): ServiceProcess[] =>
  portsFor(service, env).map((port, at) => ({
    name: at === 0 ? service : `${service}-${at + 1}`,
    replica: at + 1,
    port,
  }));

/** The service that a process belongs to; undefined for servers, and for what is none of ours. */
export const serviceOf = (process: string): ServiceName | undefined =>
  SERVICES.find((service) => service === process.replace(/-\d+$/, ''));
