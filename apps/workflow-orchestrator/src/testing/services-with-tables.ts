import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portVariable, type ServiceName } from '@throughline/contracts';
import { createServiceClient, type ServiceClient } from '@throughline/service-client/client';
import { freePort, ServiceProcess, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { DataSource } from 'typeorm';

/** The orchestrator and others, each a process of its own, and connections to their schemas. */
export class ServicesWithTables {
  private readonly sources = new Map<ServiceName, DataSource>();

  private constructor(
    readonly client: ServiceClient,
    private readonly home: string,
    private readonly infrastructure: TestInfrastructure,
    private readonly processes: readonly ServiceProcess[],
  ) {}

  static async start(
    names: readonly ServiceName[],
    settings: NodeJS.ProcessEnv,
  ): Promise<ServicesWithTables> {
    const home = await mkdtemp(join(tmpdir(), 'services-'));
    await writeFile(join(home, 'token'), 'a-token-of-tests', { mode: 0o600 });
    const infrastructure = await testInfrastructure();
    const urls = { DATABASE_URL: infrastructure.databaseUrl, RABBITMQ_URL: infrastructure.rabbitUrl };
    const ports: NodeJS.ProcessEnv = {};
    for (const name of names) ports[portVariable(name)] = String(await freePort());
    const env = { THROUGHLINE_HOME: home, ...urls, ...ports, ...settings };
    const processes = await Promise.all(names.map((name) => ServiceProcess.start(name, env)));
    return new ServicesWithTables(createServiceClient({ home, env }), home, infrastructure, processes);
  }

  async sourceOf(service: ServiceName): Promise<DataSource> {
    const known = this.sources.get(service);
    if (known !== undefined) return known;
    const source = await new DataSource({
      type: 'postgres',
      url: this.infrastructure.databaseUrl,
      extra: { options: `-c search_path=${service.replaceAll('-', '_')}` },
    }).initialize();
    this.sources.set(service, source);
    return source;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.sources.values()].map((source) => source.destroy()));
    await this.client.close();
    await Promise.all(this.processes.map((each) => each.stop()));
    await this.infrastructure.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
