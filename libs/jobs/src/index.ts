export { JobsModule } from './jobs.module.js';
export { jobsTables } from './tables.js';
export { type JobName, Jobs, type NewJob, type Revocation } from './queue/jobs.js';
export { JobsStatus } from './queue/jobs-status.js';
export { HandlesJob, type HandlesJobOptions } from './runner/handles-job.decorator.js';
export { JobRunner } from './runner/job-runner.js';
export type { LeasedJob } from './runner/leased-job.js';
export { JobCancelledError, JobHandedBackError, LeaseLostError } from './job-errors.js';
