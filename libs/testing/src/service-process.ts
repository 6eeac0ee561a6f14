import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ownReplica, portOfReplica, portVariable, type ServiceName } from '@throughline/contracts';

const PRELOADS = ['@throughline/tracing/preload', '@throughline/testing/fault-preload'].map((name) =>
  import.meta.resolve(name),
);

const mainOf = (service: ServiceName): string =>
  fileURLToPath(new URL(`../../../apps/${service}/dist/main.js`, import.meta.url));

/** Of what a process has written before it ended. */
const MOST_SHOWN = 8_000;

/** A service as it ships: a process of its own, that dies at armed fault points. */
export class ServiceProcess {
  private frozen = false;

  private constructor(
    readonly service: ServiceName,
    private readonly env: NodeJS.ProcessEnv,
    private child: ChildProcess,
  ) {}

  /**
   * Resolves when the process says that it is ready, on the port that `env` names or on a free one.
   * Its spans go nowhere, unless `env` says where.
   * @throws with what it wrote when it ends instead
   */
  static async start(service: ServiceName, env: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const whole = {
      PATH: process.env['PATH'],
      OTEL_TRACES_EXPORTER: 'none',
      SERVICE_NAME: service,
      [portVariable(service)]: String(await freePort()),
      ...env,
    };
    return new ServiceProcess(service, whole, await ready(service, whole));
  }

  get port(): number {
    return portOfReplica(this.service, ownReplica(this.env), this.env);
  }

  /** Starts it again after it has ended, with the same settings. */
  async restart(): Promise<void> {
    await this.ended();
    this.child = await ready(this.service, this.env);
  }

  /** Resolves when the process has ended, with the signal that ended it, or null. */
  async ended(): Promise<NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.signalCode;
  }

  /** Ends the process as the supervisor does, what it has traced is exported by then; resolves with its exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  kill(): Promise<number | null> {
    return this.end('SIGKILL');
  }

  /** SIGSTOP: it does nothing any more, and nobody is told. */
  freeze(): void {
    this.child.kill('SIGSTOP');
    this.frozen = true;
  }

  thaw(): void {
    this.child.kill('SIGCONT');
    this.frozen = false;
  }

  /** Whether it can answer. */
  get isAwake(): boolean {
    return this.ending === null && !this.frozen;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** How it has ended, when it has. */
  get ending(): number | NodeJS.Signals | null {
    return this.child.exitCode ?? this.child.signalCode;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    await this.ended();
    return this.child.exitCode;
  }
}

async function ready(service: ServiceName, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...PRELOADS.flatMap((url) => ['--import', url]), mainOf(service)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const [logged, written] = [child.stdout, child.stderr].map(tailOf);
  const ended = once(child, 'close').then(() =>
    Promise.reject(new Error(`${service} has ended: ${String(written?.())}\n${String(logged?.())}`)),
  );
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return child;
}

/** Reads all of a stream; answers with the end of what has come. */
function tailOf(stream: Readable | null): () => string {
  let tail = '';
  stream?.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString('utf8')).slice(-MOST_SHOWN)));
  return () => tail;
}

/** A port that the system has free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
