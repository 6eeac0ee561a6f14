import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const START_LIMIT_MS = 30_000;

export interface ProcessSettings {
  readonly home: string;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  readonly token: string;
}

/** git-worktree as the supervisor starts it, in a process that may be made to die. */
export class ServiceProcess {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly settings: ProcessSettings,
    private readonly port: number,
    readonly faults: string,
  ) {}

  static async create(settings: ProcessSettings, faults: string): Promise<ServiceProcess> {
    const service = new ServiceProcess(settings, await freePort(), faults);
    await service.start();
    return service;
  }

  async start(): Promise<void> {
    const { home, databaseUrl, rabbitUrl } = this.settings;
    const env = {
      PATH: process.env['PATH'],
      SERVICE_NAME: 'git-worktree',
      THROUGHLINE_HOME: home,
      DATABASE_URL: databaseUrl,
      RABBITMQ_URL: rabbitUrl,
      GIT_WORKTREE_PORT: String(this.port),
      THROUGHLINE_FAULTS_DIR: this.faults,
      OTEL_SDK_DISABLED: 'true',
    };
    this.child = spawn(process.execPath, ['--import', '@throughline/testing/fault-preload', MAIN], {
      env,
      stdio: 'ignore',
    });
    const until = Date.now() + START_LIMIT_MS;
    while (!(await this.isReady())) {
      if (this.child.exitCode !== null || Date.now() > until) throw new Error('git-worktree did not start');
      await delay(100);
    }
  }

  /** Resolves when the process has died by itself. */
  async died(): Promise<NodeJS.Signals | null> {
    const { child } = this;
    if (child === undefined) throw new Error('git-worktree was not started');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode;
  }

  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.died();
  }

  async stop(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    await this.died();
    return this.child?.exitCode ?? null;
  }

  call(method: 'POST' | 'PUT', path: string, body: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.settings.token}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(30_000);
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
      signal,
    });
  }

  private async isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/health/ready`, { signal: AbortSignal.timeout(1000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
