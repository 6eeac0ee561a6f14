import { JobRunner, JobsModule, JobsStatus, jobsTables } from '@throughline/jobs';
import type { ServicePart } from './service-part.js';

export { jobsTables };

/** Durable work under leases. */
export const jobsPart = (): ServicePart => ({
  module: JobsModule.forRoot(),
  stop: (find) => find(JobRunner).stop(),
  unfinishedJobs: (find, run) => find(JobsStatus).unfinishedJobs(run),
});
