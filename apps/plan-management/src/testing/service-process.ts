import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@throughline/contracts';

const PRELOADS = ['@throughline/tracing/preload', '@throughline/testing/fault-preload'].map((name) =>
  import.meta.resolve(name),
);
const mainOf = (service: ServiceName): string =>
  fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));

/** A service as it ships: a process of its own, that dies at armed fault points. */
export class ServiceProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when the process says that it is ready. @throws with what it wrote when it ends instead */
  static async start(service: ServiceName, env: NodeJS.ProcessEnv): Promise<ServiceProcess> {
    const child = spawn(
      process.execPath,
      [...PRELOADS.flatMap((url) => ['--import', url]), mainOf(service)],
      {
        env: { PATH: process.env['PATH'], OTEL_TRACES_EXPORTER: 'none', SERVICE_NAME: service, ...env },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
    const written = child.stderr === null ? Promise.resolve('') : text(child.stderr);
    const ended = once(child, 'exit').then(async () =>
      Promise.reject(new Error(`${service} has ended: ${await written}`)),
    );
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return new ServiceProcess(child);
  }

  /** Resolves with the signal that ended the process, or null. */
  async ended(): Promise<NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.signalCode;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended();
  }
}

export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return String(address.port);
}
