import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PRELOAD = import.meta.resolve('@throughline/tracing/preload');
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** The service as it ships: a process of its own. */
export class ServiceProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves when the process says that it is ready. @throws with what it wrote when it ends instead */
  static async start(env: Record<string, string>): Promise<ServiceProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', PRELOAD, MAIN], {
      env: {
        PATH: process.env['PATH'],
        SERVICE_NAME: 'model-router',
        MODEL_ROUTER_PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const written = child.stderr === null ? Promise.resolve('') : text(child.stderr);
    const ended = once(child, 'exit').then(async () =>
      Promise.reject(new Error(`the service has ended: ${await written}`)),
    );
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => undefined);
    return new ServiceProcess(port, child);
  }

  /** Ends the process as the supervisor does; what it has traced is exported by then. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
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
