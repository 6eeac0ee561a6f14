import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portOf, portVariable, replicasOf, SERVICES, type ServiceName } from '@throughline/contracts';
import {
  dataHome,
  findBubblewrap,
  type Infrastructure,
  localToken,
  receiverHeaders,
  startInfrastructure,
} from '@throughline/platform';
import { freePorts, ServiceProcess, TcpProxy } from '@throughline/testing';
import { environmentOf } from '../../support/platform.js';
import { field } from '../../support/run-trace.js';
import { until } from '../../support/until.js';

/** Room for every part, and for the management API of the broker. */
const PORTS = 100;
const MANAGEMENT_OFFSET = 85;

/** All services as processes of the test's own, with servers of their own. Each link is by way of a proxy. */
export class Fleet {
  readonly processes: ServiceProcess[] = [];
  /** To each service of which there is one process alone. */
  readonly links = new Map<ServiceName, TcpProxy>();

  private constructor(
    readonly home: string,
    readonly env: NodeJS.ProcessEnv,
    readonly infrastructure: Infrastructure,
    readonly database: TcpProxy,
    readonly broker: TcpProxy,
  ) {}

  /**
   * @param replicas processes of each service; of the trace-analyzer always one
   * @param more settings besides
   */
  static async start(replicas = 1, more: NodeJS.ProcessEnv = {}): Promise<Fleet> {
    const home = await mkdtemp(join(tmpdir(), 'throughline-fleet-'));
    // The sandbox's user must come to the trees.
    await chmod(home, 0o755);
    const base = await freePorts(PORTS * (replicas + 1));
    const env = { ...environmentOf(home, base), THROUGHLINE_REPLICAS: String(replicas), ...more };
    const managementPort = base + MANAGEMENT_OFFSET;
    const infrastructure = await startInfrastructure({ home, env, managementPort, disposable: true });
    const database = await TcpProxy.to(infrastructure.databaseUrl);
    const broker = await TcpProxy.to(infrastructure.rabbitUrl);
    const fleet = new Fleet(home, env, infrastructure, database, broker);
    try {
      await fleet.startServices();
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.kill()));
    await Promise.all([this.database, this.broker, ...this.links.values()].map((proxy) => proxy.close()));
    await this.infrastructure.stop();
    await rm(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** Where faults of its services are armed. */
  get faults(): string {
    return join(this.home, 'faults');
  }

  link(service: ServiceName): TcpProxy {
    const link = this.links.get(service);
    if (link === undefined) throw new Error(`there is no link to ${service}`);
    return link;
  }

  /** @param replica which of its processes, the first being 1 */
  process(service: ServiceName, replica = 1): ServiceProcess {
    const found = this.processes.filter((each) => each.service === service)[replica - 1];
    if (found === undefined) throw new Error(`there is no process ${String(replica)} of ${service}`);
    return found;
  }

  /** By SIGKILL, with all its processes; its supervisor starts it again. */
  async killServer(part: 'postgres' | 'rabbitmq'): Promise<void> {
    const record: unknown = JSON.parse(await readFile(join(this.home, 'platform.json'), 'utf8'));
    const parts = field(record, 'parts');
    const pid = Array.isArray(parts)
      ? field(
          parts.find((each) => field(each, 'name') === part),
          'pid',
        )
      : undefined;
    if (typeof pid !== 'number') throw new Error(`${part} does not run`);
    process.kill(-pid, 'SIGKILL');
  }

  async get(service: ServiceName, path: string): Promise<Response> {
    return this.request(service, path);
  }

  /** The first process of the service that can answer. */
  awake(service: ServiceName): ServiceProcess {
    const found = this.processes.find((each) => each.service === service && each.isAwake);
    if (found === undefined) throw new Error(`no process of ${service} can answer`);
    return found;
  }

  /** Past the proxies, so that the test itself is not disturbed. */
  async request(service: ServiceName, path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${String(this.awake(service).port)}${path}`, {
      signal: AbortSignal.timeout(30_000),
      ...init,
      headers: {
        authorization: `Bearer ${localToken(this.home)}`,
        ...Object.fromEntries(new Headers(init.headers)),
      },
    });
  }

  async isReady(service: ServiceName): Promise<boolean> {
    return this.get(service, '/health/ready').then(
      (answer) => answer.ok,
      () => false,
    );
  }

  /** Services that do not take work just now. */
  async away(): Promise<ServiceName[]> {
    const ready = await Promise.all(SERVICES.map((service) => this.isReady(service)));
    return SERVICES.filter((_, at) => ready[at] !== true);
  }

  /** None has ended: no fault of a link or a server may end a service. */
  ended(): string[] {
    return this.processes
      .filter(({ ending }) => ending !== null)
      .map(({ service, ending }) => `${service} has ended with ${String(ending)}`);
  }

  private portOf(service: ServiceName): number {
    return portOf(service, this.env);
  }

  private async startServices(): Promise<void> {
    const single = SERVICES.filter((service) => replicasOf(service, this.env) === 1);
    for (const service of single) this.links.set(service, await TcpProxy.toHttp(this.portOf(service)));
    const shared = await this.sharedEnvironment();
    const starting = SERVICES.flatMap((service) =>
      Array.from({ length: replicasOf(service, this.env) }, (_, at) =>
        ServiceProcess.start(service, {
          ...shared,
          [portVariable(service)]: String(this.portOf(service)),
          THROUGHLINE_REPLICA: String(at + 1),
        }),
      ),
    );
    this.processes.push(...(await Promise.all(starting)));
    await until(async () => (await this.away()).length === 0, {
      withinMs: 60_000,
      otherwise: async () => `not ready: ${(await this.away()).join(', ')}`,
    });
  }

  private async sharedEnvironment(): Promise<NodeJS.ProcessEnv> {
    const ports = [...this.links].map(([service, link]): [string, string] => [
      portVariable(service),
      String(link.port),
    ]);
    return {
      ...this.env,
      ...Object.fromEntries(ports),
      THROUGHLINE_DATA_HOME: dataHome(this.home),
      THROUGHLINE_BWRAP: await findBubblewrap(this.env),
      DATABASE_URL: this.database.through(this.infrastructure.databaseUrl),
      RABBITMQ_URL: this.broker.through(this.infrastructure.rabbitUrl),
      // Not by way of a link: what is disturbed has a trace all the same.
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(this.portOf('trace-analyzer'))}`,
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: receiverHeaders(localToken(this.home)),
      LOG_LEVEL: 'warn',
      THROUGHLINE_FAULTS_DIR: this.faults,
    };
  }
}
