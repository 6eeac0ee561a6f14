import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { initializeTracing } from '@throughline/tracing';
import { BrokerPeer } from './broker-peer.js';
import { TestService } from './test-service.js';

/** A service on servers of its own that is ready for messages, and somebody who sends it some. */
export class StartedService {
  private constructor(
    readonly infrastructure: TestInfrastructure,
    readonly service: TestService,
    readonly peer: BrokerPeer,
    private readonly endTracing: () => Promise<void>,
  ) {}

  /** @param isTraced whether its spans go into a journal, and nowhere else */
  static async start(name: string, controllers: Type[], isTraced = true): Promise<StartedService> {
    const endTracing = isTraced ? await journalSpansOf(name) : () => Promise.resolve();
    const infrastructure = await testInfrastructure();
    const service = await TestService.start({ service: name, ...infrastructure, controllers });
    const peer = await BrokerPeer.connect(infrastructure.rabbitUrl);
    await eventually('the service is ready', () => service.transport.isReady());
    return new StartedService(infrastructure, service, peer, endTracing);
  }

  async close(): Promise<void> {
    await this.peer.close();
    await this.service.close();
    await this.infrastructure.stop();
    await this.endTracing();
  }
}

async function journalSpansOf(serviceName: string): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-home-'));
  process.env['OTEL_TRACES_EXPORTER'] = 'none';
  const tracing = initializeTracing({ serviceName, home });
  return async () => {
    await tracing.shutdown();
    await rm(home, { recursive: true, force: true });
  };
}
