import { type TracingHandle, configureSentry, initializeTracing } from '@throughline/tracing';
import { ReportedEvents } from './reported-events.js';
import { type TestInfrastructure, testInfrastructure } from './test-infrastructure.js';

/** This process as a service that reports its errors, to a server of its own; its spans go nowhere. */
export class ReportingProcess {
  private constructor(
    readonly reported: ReportedEvents,
    readonly infrastructure: TestInfrastructure,
    private readonly tracing: TracingHandle,
  ) {}

  static async start(serviceName: string): Promise<ReportingProcess> {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    const tracing = initializeTracing({ serviceName });
    const reported = await ReportedEvents.start();
    configureSentry({ dsn: reported.dsn, tracesSampleRate: 0 });
    return new ReportingProcess(reported, await testInfrastructure(), tracing);
  }

  /** What has been reported, with all that is under way. */
  async events(): Promise<ReportedEvents['events']> {
    await configureSentry().flush();
    return this.reported.events;
  }

  async stop(): Promise<void> {
    await this.infrastructure.stop();
    await this.tracing.shutdown();
    await this.reported[Symbol.asyncDispose]();
  }
}
