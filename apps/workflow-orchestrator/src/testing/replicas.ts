import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { portVariable, type ServiceName } from '@throughline/contracts';
import { type RunningService, startService } from '@throughline/service-host';
import { DataSource } from 'typeorm';
import { freePort, ServiceProcess, type TestInfrastructure, testInfrastructure } from '@throughline/testing';

const TOKEN = 'a-token-for-tests-of-replicas';
const OWNERS: readonly ServiceName[] = [
  'plan-management',
  'git-worktree',
  'model-router',
  'verification-feedback',
];

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Two replicas of workflow-orchestrator on one database, with the owners that they ask, each a process of its own. */
export class Replicas {
  private readonly owners = new Map<ServiceName, ServiceProcess>();
  private readonly replicas: ServiceProcess[] = [];
  private database: DataSource | undefined;

  private constructor(
    readonly home: string,
    readonly infrastructure: TestInfrastructure,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(settings: NodeJS.ProcessEnv = {}): Promise<Replicas> {
    const infrastructure = await testInfrastructure();
    const home = await mkdtemp(join(tmpdir(), 'replicas-'));
    await chmod(home, 0o755);
    await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
    const ports: NodeJS.ProcessEnv = {};
    for (const name of OWNERS) ports[portVariable(name)] = String(await freePort());
    const urls = { DATABASE_URL: infrastructure.databaseUrl, RABBITMQ_URL: infrastructure.rabbitUrl };
    const env = {
      ...{ ...process.env, THROUGHLINE_HOME: home, OTEL_TRACES_EXPORTER: 'none' },
      ...{ ...urls, ...ports, ...settings },
    };
    const started = new Replicas(home, infrastructure, env);
    await Promise.all([...OWNERS.map((name) => started.startOwner(name)), started.add(), started.add()]);
    return started;
  }

  async add(): Promise<void> {
    const port = { WORKFLOW_ORCHESTRATOR_PORT: String(await freePort()) };
    this.replicas.push(await ServiceProcess.start('workflow-orchestrator', { ...this.env, ...port }));
  }

  async startOwner(name: ServiceName): Promise<void> {
    const known = this.owners.get(name);
    if (known === undefined) this.owners.set(name, await ServiceProcess.start(name, this.env));
    else await known.restart();
  }

  async endOwner(name: ServiceName): Promise<void> {
    await this.owners.get(name)?.stop();
  }

  /** Another service in the test's own process, on the same Postgres and RabbitMQ; the caller stops it. */
  beside(module: Type<object>): Promise<RunningService> {
    Object.assign(process.env, this.env);
    return startService(module, { port: 0 });
  }

  /** As `throughline` would ask one of the replicas: the first, or the second. */
  ask(at: number, method: string, path: string, body?: object, headers: object = {}): Promise<Answer> {
    return this.askPort(this.replicas[at]?.port ?? 0, method, path, body, headers);
  }

  askOwner(name: ServiceName, path: string): Promise<Answer> {
    return this.askPort(this.owners.get(name)?.port ?? 0, 'GET', path);
  }

  /** Makes a repository, and a model that makes a plan of these tasks and does nothing else. */
  async runRequest(
    goal: string,
    ...tasks: object[]
  ): Promise<{ goal: string; repository: string; model: string }> {
    const repository = await mkdtemp(join(this.home, 'repository-'));
    await mkdir(join(repository, 'src'));
    await writeFile(join(repository, 'package.json'), JSON.stringify({ scripts: { test: 'node --test' } }));
    const git = (...argv: string[]): unknown =>
      execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@t', ...argv]);
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=first');
    const script = join(repository, 'plan.json');
    const answer = { toolCalls: [{ name: 'submit_plan', arguments: { tasks } }] };
    await writeFile(script, JSON.stringify({ steps: [{ when: { tool: 'submit_plan' }, answer }] }));
    return { goal, repository, model: `scripted/${script}` };
  }

  /** In the schema of the orchestrator. */
  async sql(text: string, parameters: unknown[]): Promise<void> {
    await this.rows(text, parameters);
  }

  /** The same, with what it answers. */
  async rows<Row>(text: string, parameters: unknown[]): Promise<Row[]> {
    this.database ??= await new DataSource({
      type: 'postgres',
      url: this.infrastructure.databaseUrl,
      extra: { options: '-c search_path=workflow_orchestrator' },
    }).initialize();
    return this.database.query<Row[]>(text, parameters);
  }

  async stop(): Promise<void> {
    await this.database?.destroy();
    await Promise.all([...this.replicas, ...this.owners.values()].map((service) => service.stop()));
    await this.infrastructure.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  private async askPort(
    port: number,
    method: string,
    path: string,
    body?: object,
    headers: object = {},
  ): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }
}
