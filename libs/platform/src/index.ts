export { localToken } from './home/secret-file.js';
export { type PlatformRecord, runningPlatform } from './home/platform-record.js';
export { dataHome, prepareHome, stateHome } from './home/state-home.js';
export type { JaegerAddresses } from './jaeger/jaeger-addresses.js';
export { provisionJaeger } from './jaeger/private-jaeger.js';
export { type JaegerOptions, type RunningJaeger, startJaeger } from './jaeger/start-jaeger.js';
export { runtimesFolder } from './home/runtimes-folder.js';
export { findBubblewrap } from './packages/find-bubblewrap.js';
export * from './platform-errors.js';
export { PLATFORM_SETTINGS } from './settings.js';
export {
  type Infrastructure,
  type InfrastructureOptions,
  startInfrastructure,
} from './platform/start-infrastructure.js';
export { type Platform, type PlatformOptions, startPlatform } from './platform/start-platform.js';
export { stopRunningPlatform } from './platform/stop-running.js';
export { checkPortsFree, neededPorts, portFor } from './ports/free-ports.js';
export { type ProcessIdentity, identify, isAlive } from './process/process-identity.js';
export { residentMemory } from './process/resident-memory.js';
export type { Progress } from './progress.js';
export { provisionRuntimes } from './provision.js';
export type { PartState, PartStatus } from './supervisor/part-status.js';
export { processesOf, type ServiceProcess, serviceOf } from './supervisor/service-processes.js';
export { jaegerReceiver, namesReceiver, receiverHeaders } from './supervisor/span-receiver.js';
export { WORKSPACE } from './workspace.js';
