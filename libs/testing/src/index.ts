export { armFault, isFaultArmed } from './fault-points.js';
export { type TestInfrastructure, testInfrastructure } from './test-infrastructure.js';
