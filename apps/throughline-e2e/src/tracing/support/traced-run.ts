import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { SpanReceiver } from './span-receiver.js';
import { runTraced } from './traced-program.js';

/** A program that has run with a broker of its own, and all that has been received of it. */
export class TracedRun {
  private constructor(
    private readonly infrastructure: TestInfrastructure,
    readonly receiver: SpanReceiver,
    readonly printed: string,
  ) {}

  static async of(program: string): Promise<TracedRun> {
    const [infrastructure, receiver] = await Promise.all([testInfrastructure(), SpanReceiver.start()]);
    const env = { RABBITMQ_URL: infrastructure.rabbitUrl, ...receiver.environment };
    return new TracedRun(infrastructure, receiver, await runTraced(program, env));
  }

  async stop(): Promise<void> {
    await this.receiver.stop();
    await this.infrastructure.stop();
  }
}
