import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { portOf, type ServiceName } from '@throughline/contracts';
import { armFault, isFaultArmed } from '@throughline/testing';
import { type CallOptions, type Finished, spawnThroughline, throughline } from './throughline.js';

const FAULT_PRELOAD = fileURLToPath(
  new URL('../../../../libs/testing/dist/fault-preload.js', import.meta.url),
);
/** What `throughline up` prints when all services answer. */
const READY = /everything is ready/i;

/** A platform of the tests' own: `throughline up` in a state folder and on ports of its own. */
export class TestPlatform {
  private constructor(
    readonly home: string,
    readonly env: NodeJS.ProcessEnv,
    readonly faults: string,
    readonly process: ChildProcess,
    readonly printed: string[],
  ) {}

  static async start(
    portBase: number,
    extra: NodeJS.ProcessEnv = {},
    options: readonly string[] = [],
  ): Promise<TestPlatform> {
    const home = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
    const faults = join(home, 'faults');
    const env = {
      ...environmentOf(home, portBase),
      THROUGHLINE_FAULTS_DIR: faults,
      NODE_OPTIONS: `--import ${FAULT_PRELOAD}`,
      ...extra,
    };
    const child = spawnThroughline(['up', ...options], { env });
    const platform = new TestPlatform(home, env, faults, child, []);
    await platform.untilReady();
    return platform;
  }

  /** Ctrl-C, and the end of everything. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode === null) {
      const exit = once(this.process, 'exit');
      this.process.kill('SIGINT');
      await exit;
    }
    await rm(this.home, { recursive: true, force: true });
    return this.process.exitCode;
  }

  cli(args: readonly string[], options: CallOptions = {}): Promise<Finished> {
    return throughline(args, { ...options, env: { ...this.env, ...options.env } });
  }

  async get(service: ServiceName, path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(service, path, { headers });
  }

  async request(service: ServiceName, path: string, init: RequestInit = {}): Promise<Response> {
    const token = (await readFile(join(this.home, 'token'), 'utf8')).trim();
    const headers = { authorization: `Bearer ${token}`, ...Object.fromEntries(new Headers(init.headers)) };
    return fetch(this.url(service, path), { signal: AbortSignal.timeout(60_000), ...init, headers });
  }

  url(service: ServiceName, path: string): string {
    return `http://127.0.0.1:${String(portOf(service, this.env))}${path}`;
  }

  arm(service: ServiceName, point: string): Promise<void> {
    return armFault(this.faults, service, point);
  }

  async hasFired(service: ServiceName, point: string): Promise<boolean> {
    return !(await isFaultArmed(this.faults, service, point));
  }

  private async untilReady(): Promise<void> {
    const { stdout, stderr } = this.process;
    if (stdout === null || stderr === null) throw new Error('the platform has no output');
    stderr.on('data', (chunk: Buffer) => this.printed.push(chunk.toString('utf8')));
    const ready = Promise.withResolvers<void>();
    createInterface({ input: stdout }).on('line', (line) => {
      this.printed.push(line);
      if (READY.test(line)) ready.resolve();
    });
    this.process.once('exit', (code) => {
      ready.reject(new Error(`throughline up ended with ${String(code)}:\n${this.printed.join('\n')}`));
    });
    await ready.promise;
  }
}

/** What a person's shell says about a platform on this state folder and these ports. */
export const environmentOf = (home: string, portBase: number): NodeJS.ProcessEnv => ({
  ...withoutServers(process.env),
  THROUGHLINE_HOME: home,
  THROUGHLINE_PORT_BASE: String(portBase),
});

/** The platform under test brings its own Postgres and RabbitMQ. */
function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _database,
    RABBITMQ_URL: _broker,
    RABBITMQ_MANAGEMENT_URL: _management,
    OPENAI_API_KEY: _key,
    OPENAI_BASE_URL: _url,
    ...rest
  } = env;
  return rest;
}
