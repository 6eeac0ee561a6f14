// A platform of the soak's own: started as a person would, looked at from outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PAGE_BYTES = 4096;
const STAYS = 'Ctrl-C ends it.';

export class SoakedPlatform {
  constructor(root, portBase, env) {
    this.home = mkdtempSync(join(tmpdir(), 'throughline-soak-'));
    this.gateway = `http://127.0.0.1:${portBase}`;
    this.child = spawn(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'up'], {
      env: { ...env, THROUGHLINE_HOME: this.home, THROUGHLINE_PORT_BASE: String(portBase) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  async ready() {
    const ended = once(this.child, 'exit').then(([code]) => {
      throw new Error(`the platform has ended with ${code}`);
    });
    const stays = new Promise((resolve) => {
      createInterface({ input: this.child.stdout }).on('line', (line) => line === STAYS && resolve());
    });
    await Promise.race([stays, ended]);
    ended.catch(() => undefined);
  }

  async stop() {
    if (this.child.exitCode === null) {
      this.child.kill('SIGINT');
      await once(this.child, 'exit');
    }
    rmSync(this.home, { recursive: true, force: true });
  }

  async request(path, init = {}) {
    const token = readFileSync(join(this.home, 'token'), 'utf8').trim();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers };
    return globalThis.fetch(`${this.gateway}${path}`, {
      signal: globalThis.AbortSignal.timeout(60_000),
      ...init,
      headers,
    });
  }

  /** Resident memory and open files of each service, by name; `restarts` says that one has died meanwhile. */
  sample() {
    const { parts } = JSON.parse(readFileSync(join(this.home, 'platform.json'), 'utf8'));
    const services = parts.filter(({ name }) => !/^(postgres|rabbitmq)/.test(name));
    return services.map(({ name, pid, restarts }) => ({ name, restarts, ...usage(pid) }));
  }
}

function usage(pid) {
  const resident = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  return { megabytes: resident / 2 ** 20, files: readdirSync(`/proc/${pid}/fd`).length };
}
