import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlanCreate, RepositoryRef, type RunId } from '@throughline/contracts';
import { createServiceClient, type ServiceClient } from '@throughline/service-client/client';
import { freePort, ServiceProcess, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { Orchestrator } from './orchestrator.js';

/** plan-management with all that it needs, each in a process of its own, and a repository to plan for. */
export class PlanningPlatform {
  private constructor(
    readonly home: string,
    readonly env: NodeJS.ProcessEnv,
    readonly client: ServiceClient,
    readonly orchestrator: Orchestrator,
    readonly repository: RepositoryRef,
    private readonly planner: ServiceProcess,
    private readonly infrastructure: TestInfrastructure,
    private readonly others: readonly ServiceProcess[],
  ) {}

  static async start(more: NodeJS.ProcessEnv = {}): Promise<PlanningPlatform> {
    const home = await mkdtemp(join(tmpdir(), 'plan-management-'));
    await writeFile(join(home, 'token'), 'test-token', { mode: 0o600 });
    const infrastructure = await testInfrastructure();
    const env = { ...(await ports()), ...environment(home, infrastructure), ...more };
    const [planner, ...others] = await Promise.all([
      ServiceProcess.start('plan-management', env),
      ServiceProcess.start('model-router', env),
      ServiceProcess.start('git-worktree', env),
    ]);
    const client = createServiceClient({ home, env });
    const orchestrator = await Orchestrator.connect(infrastructure.rabbitUrl);
    const repository = await client.post(
      'git-worktree',
      '/internal/repositories/resolve',
      { path: await makeRepository(home) },
      RepositoryRef,
    );
    return new PlanningPlatform(home, env, client, orchestrator, repository, planner, infrastructure, others);
  }

  /** Writes a script and names it as a model. */
  async script(name: string, ...steps: object[]): Promise<string> {
    const file = join(this.home, `${name}.json`);
    await writeFile(file, JSON.stringify({ steps }));
    return `scripted/${file}`;
  }

  command(runId: RunId, model: string, more: Partial<PlanCreate> = {}): PlanCreate {
    const checks = [{ name: 'test', argv: ['npm', 'test'] }];
    const times = { runTimeoutMs: 60_000, taskTimeoutMs: 60_000, checkTimeoutMs: 60_000 };
    const limits = { maxAttempts: 1, maxParallelTasks: 1, maxTurns: 9, maxTokens: 100_000, ...times };
    const { repository } = this;
    return new PlanCreate({
      runId,
      goal: 'Add a greeting',
      repository,
      model,
      checks,
      limits,
      deadline: Date.now() + 60_000,
      ...more,
    });
  }

  /** Resolves when a fault has ended the planner, and a new one is ready. */
  async plannerReplaced(): Promise<NodeJS.Signals | null> {
    const signal = await this.planner.ended();
    await this.planner.restart();
    return signal;
  }

  async stop(): Promise<void> {
    await this.orchestrator.close();
    await this.client.close();
    await Promise.all([this.planner, ...this.others].map((service) => service.stop()));
    await this.infrastructure.stop();
    await rm(this.home, { recursive: true });
  }
}

const ports = async (): Promise<NodeJS.ProcessEnv> => ({
  PLAN_MANAGEMENT_PORT: String(await freePort()),
  MODEL_ROUTER_PORT: String(await freePort()),
  GIT_WORKTREE_PORT: String(await freePort()),
});

const environment = (home: string, { databaseUrl, rabbitUrl }: TestInfrastructure): NodeJS.ProcessEnv => ({
  THROUGHLINE_HOME: home,
  THROUGHLINE_FAULTS_DIR: join(home, 'faults'),
  DATABASE_URL: databaseUrl,
  RABBITMQ_URL: rabbitUrl,
});

async function makeRepository(home: string): Promise<string> {
  const path = join(home, 'repository');
  await mkdir(join(path, 'src'), { recursive: true });
  await writeFile(join(path, 'README.md'), '# The greeter\n');
  await writeFile(join(path, 'src', 'index.ts'), 'export {};\n');
  const git = (...argv: string[]): unknown =>
    execFileSync('git', ['-C', path, '-c', 'user.name=t', '-c', 'user.email=t@t', ...argv], {
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=first');
  return path;
}
