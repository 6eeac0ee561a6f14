import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_MS = 30_000;

/** The server of Restate with its own settings: its log is written to the disk before it answers. */
export async function startRestateServer(home, port) {
  const [ingress, admin, fabric] = [port, port + 1, port + 2].map((each) => `127.0.0.1:${each}`);
  const child = spawn(program(), ['--base-dir', join(home, 'restate'), '--node-name', 'bench', '--no-logo'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      PATH: process.env.PATH,
      RUST_LOG: 'error',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_INGRESS__BIND_ADDRESS: ingress,
      RESTATE_ADMIN__BIND_ADDRESS: admin,
      RESTATE_BIND_ADDRESS: fabric,
      RESTATE_ADVERTISED_ADDRESS: `http://${fabric}`,
    },
  });
  // It would outlive a bench that is interrupted.
  process.once('exit', () => child.kill('SIGKILL'));
  await untilHealthy(child, [`http://${admin}/health`, `http://${ingress}/restate/health`]);
  return {
    env: { RESTATE_INGRESS: `http://${ingress}`, RESTATE_ADMIN: `http://${admin}` },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function program() {
  const require = createRequire(import.meta.url);
  const folder = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return join(require.resolve(`${folder}/package.json`), '..', 'bin', 'restate-server');
}

async function untilHealthy(child, urls) {
  const until = Date.now() + START_MS;
  for (const url of urls)
    while (!(await isFine(url))) {
      if (child.exitCode !== null) throw new Error(`restate-server has ended with ${child.exitCode}`);
      if (Date.now() > until) throw new Error('restate-server does not start');
      await delay(50);
    }
}

const isFine = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
