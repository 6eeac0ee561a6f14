export { armFault, faultFiredAt, isFaultArmed } from './fault-points.js';
export { type TestInfrastructure, testInfrastructure } from './test-infrastructure.js';
export { freePorts } from './test-servers.js';
export { toBeWholeTrace } from '@throughline/tracing/jest';
export { TESTING_SETTINGS } from './settings.js';
export { ServiceProcess, freePort } from './service-process.js';
export { eventually } from './eventually.js';
export { ReportedEvents } from './reported-events.js';
export { type LinkState, TcpProxy } from './tcp-proxy.js';
