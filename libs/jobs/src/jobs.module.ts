import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobRows } from './queue/job-rows.js';
import { JobSignals } from './queue/job-signals.js';
import { JobsStatus } from './queue/jobs-status.js';
import { Jobs } from './queue/jobs.js';
import { HandlerDiscovery } from './runner/handler-discovery.js';
import { JobExecution } from './runner/job-execution.js';
import { JobRunner } from './runner/job-runner.js';
import { JobsCleaning } from './runner/jobs-cleaning.js';

/** Durable work in a service. Needs PersistenceModule with `jobsTables`. */
@Module({})
export class JobsModule {
  static forRoot(): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        Jobs,
        JobsStatus,
        JobSignals,
        JobRows,
        HandlerDiscovery,
        JobExecution,
        JobRunner,
        JobsCleaning,
      ],
      exports: [Jobs, JobsStatus, JobRunner],
    };
  }
}
