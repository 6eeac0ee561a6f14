import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  RepositoryRef,
  type RunId,
  type ServiceName,
  SnapshotTaken,
  portVariable,
  type TaskId,
  type TreeId,
  WorkspaceOpened,
} from '@throughline/contracts';
import { type ServiceClient, createServiceClient } from '@throughline/service-client/client';
import { freePort, ServiceProcess, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { IsOptional } from 'class-validator';
import { Orchestrator } from './orchestrator.fixture.js';

/** An answer without anything in it. */
class Done {
  @IsOptional() nothing?: undefined;
}

const SERVICES: readonly ServiceName[] = ['git-worktree', 'verification-feedback'];

/** verification-feedback and git-worktree as real processes, and what the orchestrator would hear of them. */
export class TestPlatform {
  private readonly processes = new Map<ServiceName, ServiceProcess>();

  private constructor(
    readonly home: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly infrastructure: TestInfrastructure,
    readonly services: ServiceClient,
    readonly orchestrator: Orchestrator,
  ) {}

  static async start(settings: NodeJS.ProcessEnv = {}): Promise<TestPlatform> {
    const infrastructure = await testInfrastructure();
    const home = await mkdtemp(join(tmpdir(), 'verification-'));
    await chmod(home, 0o755);
    await writeFile(join(home, 'token'), 'a-token-for-tests-of-verification', { mode: 0o600 });
    const urls = { DATABASE_URL: infrastructure.databaseUrl, RABBITMQ_URL: infrastructure.rabbitUrl };
    const ports: NodeJS.ProcessEnv = {};
    for (const name of SERVICES) ports[portVariable(name)] = String(await freePort());
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      THROUGHLINE_HOME: home,
      ...urls,
      OTEL_TRACES_EXPORTER: 'none',
      ...ports,
      ...settings,
    };
    const orchestrator = await Orchestrator.start(infrastructure);
    const services = createServiceClient({ home, env });
    const platform = new TestPlatform(home, env, infrastructure, services, orchestrator);
    await Promise.all(SERVICES.map((name) => platform.startService(name)));
    return platform;
  }

  /** Starts a service, or starts it again when it has ended. */
  async startService(name: ServiceName): Promise<void> {
    const known = this.processes.get(name);
    if (known === undefined) this.processes.set(name, await ServiceProcess.start(name, this.env));
    else await known.restart();
  }

  async endService(name: ServiceName, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const service = this.processes.get(name);
    await (signal === 'SIGTERM' ? service?.stop() : service?.kill());
  }

  async stop(): Promise<void> {
    await Promise.all(SERVICES.map((name) => this.endService(name, 'SIGTERM')));
    await this.services.close();
    await this.orchestrator.stop();
    await this.infrastructure.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  /** A repository of the user's with one commit. */
  async repository(files: Readonly<Record<string, string>>): Promise<RepositoryRef> {
    const path = await mkdtemp(join(this.home, 'repository-'));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
    }
    const git = (...argv: string[]): string =>
      execFileSync('git', ['-C', path, ...argv], { encoding: 'utf8' }).trim();
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '--message=base');
    return this.services.post('git-worktree', '/internal/repositories/resolve', { path }, RepositoryRef);
  }

  /** What an attempt would make of the repository: the tree with these files written. */
  async tree(
    repository: RepositoryRef,
    task: { runId: RunId; taskId: TaskId },
    files: Readonly<Record<string, string>>,
  ): Promise<TreeId> {
    const workspace = `/internal/runs/${task.runId}/tasks/${task.taskId}/attempts/1/workspace`;
    const fence = { attempt: 1, epoch: 1 };
    await this.services.put('git-worktree', workspace, { repository, fence }, WorkspaceOpened);
    for (const [path, content] of Object.entries(files)) {
      await this.services.post('git-worktree', `${workspace}/write`, { path, content, fence }, Done);
    }
    return (await this.services.post('git-worktree', `${workspace}/snapshot`, { fence }, SnapshotTaken)).tree;
  }
}
