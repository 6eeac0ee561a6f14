import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runInSandbox, type SandboxOptions, type SandboxResult } from './index.js';
import { SandboxCgroups } from './cgroup/sandbox-cgroups.js';
import { runsAsRoot } from './sandbox-user.js';

jest.setTimeout(60_000);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const MIB = 1024 ** 2;
const run = (argv: string[], options: Partial<SandboxOptions> = {}): Promise<SandboxResult> =>
  runInSandbox({
    argv,
    directory,
    timeoutMs: 20_000,
    memoryBytes: 256 * MIB,
    maxOutputBytes: 16_384,
    ...options,
  });
const node = (script: string, options: Partial<SandboxOptions> = {}): Promise<SandboxResult> =>
  run(['node', '-e', script], options);

/** Host processes whose command line has the marker. */
async function processesWith(marker: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(marker));
}

describe('what the program may do', () => {
  it('runs the tests of a package with npm and node:test', async () => {
    await writeFile(join(directory, 'package.json'), '{"name":"tiny","scripts":{"test":"node --test"}}');
    await writeFile(
      join(directory, 'tiny.test.js'),
      `require('node:test')('adds', () => require('node:assert').equal(1 + 1, 2));`,
    );
    const result = await run(['npm', 'test']);
    expect(result.output).toContain('✔ adds');
    expect(result).toMatchObject({ exitCode: 0, timedOut: false, truncated: false, outOfMemory: false });
  });

  it('writes to its tree, its /tmp and its terminal, and sees only its own variables', async () => {
    process.env['SANDBOX_SPEC_SECRET'] = 'hidden';
    const script = `const fs = require('fs'); fs.writeFileSync('made.txt', 'x'); fs.writeFileSync('/tmp/made', 'x');
      console.log(Object.keys(process.env).sort().join()); console.error(process.cwd(), os.userInfo().username);`;
    const result = await node(script, { env: { EXTRA: '1' } });
    delete process.env['SANDBOX_SPEC_SECRET'];
    expect(result.exitCode).toBe(0);
    expect(result.output).toContain('CI,EXTRA,HOME,LANG,PATH,PWD,TMPDIR');
    expect(result.output).toContain('/work sandbox');
    expect(await readFile(join(directory, 'made.txt'), 'utf8')).toBe('x');
  });

  it('may serve on its own loopback address', async () => {
    const result =
      await node(`require('http').createServer((q, s) => s.end('served')).listen(0, 'localhost', async function () {
      console.log(await (await fetch('http://localhost:' + this.address().port)).text()); process.exit(); });`);
    expect(result.output).toBe('served\n');
  });

  it('gives the exit code, the signal of a program that died of one, and 127 for none', async () => {
    expect(await node('process.exit(3)')).toMatchObject({ exitCode: 3 });
    expect(await node(`process.kill(process.pid, 'SIGTERM')`)).toMatchObject({
      exitCode: 143,
      signal: 'SIGTERM',
    });
    expect(await run(['no-such-program'])).toMatchObject({ exitCode: 127 });
  });
});

describe('what it may not do', () => {
  it('reads no secrets of the host', async () => {
    const secret = await mkdtemp(join(tmpdir(), 'secret-'));
    await writeFile(join(secret, 'token'), 'top-secret', { mode: 0o600 });
    await writeFile(join(directory, 'inside'), 'root-secret', { mode: 0o600 });
    const paths = JSON.stringify([
      join(secret, 'token'),
      '/root',
      '/etc/shadow',
      '/home',
      '/proc/1/environ',
      '/sys',
      '/var/lib',
      '/opt/throughline/../../etc/shadow',
    ]);
    const result =
      await node(`for (const path of ${paths}) { try { require('fs').readFileSync(path); console.log('read', path); }
      catch (error) { if (error.code === 'EISDIR') console.log('there', path); } } console.log(process.getuid(), process.geteuid())`);
    await rm(secret, { recursive: true });
    expect(result.output).not.toMatch(/read (?!\/proc\/1\/environ)|there/);
    expect(result.output).toMatch(runsAsRoot() ? /64500 64500/ : /\d+ \d+/);
  });

  it('has no network', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const result = await node(`const net = require('net'); for (const host of ['127.0.0.1', '1.1.1.1'])
      net.connect(${port}, host).on('connect', () => console.log('connected')).on('error', (error) => console.log(error.code));`);
    server.close();
    expect(result.output).not.toContain('connected');
    expect(result.output.trim().split('\n').sort()).toEqual(['ECONNREFUSED', 'ENETUNREACH']);
  });

  it('writes nothing outside of its tree and makes no namespaces', async () => {
    const result =
      await node(`const fs = require('fs'); for (const path of ['/usr/x', '/x', '/etc/x', '/opt/throughline/bin/x', '/dev/x'])
      try { fs.writeFileSync(path, ''); console.log('wrote', path); } catch (error) { console.log(error.code); }
      console.log(require('child_process').spawnSync('unshare', ['--user', 'true']).status === 0 ? 'namespace' : 'refused');`);
    expect(result.output).toBe('EROFS\nEROFS\nEROFS\nEROFS\nEROFS\nrefused\n');
  });
});

describe('limits', () => {
  it('ends grandchildren at the timeout, also those in sessions of their own', async () => {
    const marker = `marker-${process.pid}-timeout`;
    const child = `require('child_process').spawn('sleep', ['600', '${marker}'], { detached: true, stdio: 'ignore' }).unref();`;
    const result = await node(
      `${child.replace("'sleep', ['600', ", "'node', ['-e', 'setInterval(() => {}, 1e6)', ")} console.log('up'); setInterval(() => {}, 1e6)`,
      {
        timeoutMs: 3000,
      },
    );
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: true, output: 'up\n' });
    expect(result.durationMs).toBeLessThan(15_000);
    expect(await processesWith(marker)).toEqual([]);
  });

  it('keeps start and end of a flood, in bounded memory', async () => {
    const before = process.memoryUsage().rss;
    const result = await run([
      'sh',
      '-c',
      'echo first; head -c 400000000 /dev/zero | tr "\\0" x; echo; printf last',
    ]);
    expect(result.truncated).toBe(true);
    expect(Buffer.byteLength(result.output)).toBeLessThan(17_000);
    expect(result.output).toMatch(/^first\n[^]*bytes left out[^]*\nlast$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB);
  });

  it('bounds a fork bomb', async () => {
    const script = `const { spawn } = require('child_process'); let up = 0;
      for (let i = 0; i < 200; i += 1) { try { spawn('sleep', ['60']).on('spawn', () => up += 1).on('error', () => {}); } catch {} }
      setTimeout(() => { console.log('up', up); process.exit(); }, 500)`;
    const result = await node(script, { maxProcesses: 40 });
    const up = Number(/up (\d+)/.exec(result.output)?.[1] ?? 0);
    expect(up).toBeLessThan(40);
    expect(result.timedOut).toBe(false);
  });

  it('ends a program that takes too much memory', async () => {
    const result = await node(`const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1))`, {
      memoryBytes: 200 * MIB,
    });
    expect(result.exitCode).not.toBe(0);
    expect(result.timedOut).toBe(false);
    expect(result.outOfMemory).toBe(true);
  });

  it.each([
    ['large files', 'for (let i = 0; i < 400; i += 1) fs.writeFileSync(`f${i}`, Buffer.alloc(2 ** 20, 1))'],
    ['small files', 'for (let i = 0; i < 60_000; i += 1) fs.writeFileSync(`f${i}`, "x")'],
  ])('ends a program that fills the disk with %s', async (_what, script) => {
    await writeFile(join(directory, 'before'), Buffer.alloc(60 * MIB, 1));
    const filling = `const fs = require('fs'); ${script}; setInterval(() => {}, 1e6)`;
    const result = await node(filling, { diskBytes: 100 * MIB });
    expect(result).toMatchObject({ outOfDisk: true, timedOut: false, exitCode: null });
  });

  it('lets a program write what it may, whatever else is written to the disk', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'sandbox-neighbour-'));
    try {
      const running = node(
        `require('fs').writeFileSync('own', Buffer.alloc(20 * 2 ** 20, 1)); setTimeout(() => {}, 1200)`,
        { diskBytes: 50 * MIB },
      );
      await writeFile(join(elsewhere, 'large'), Buffer.alloc(120 * MIB, 1));
      expect(await running).toMatchObject({ exitCode: 0, outOfDisk: false });
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it('ends everything when aborted, and rejects with the reason', async () => {
    const controller = new AbortController();
    const marker = `marker-${process.pid}-abort`;
    const running = node(
      `require('fs').writeFileSync('started', ''); setInterval(() => {}, 1e6) // ${marker}`,
      { signal: controller.signal },
    );
    const settled = running.catch((error: unknown) => error);
    while (!(await readdir(directory)).includes('started')) await delay(10);
    expect(await processesWith(marker)).not.toEqual([]);
    controller.abort(new Error('enough'));
    expect(await settled).toEqual(new Error('enough'));
    expect(await processesWith(marker)).toEqual([]);
  });

  it('does not outlive the process that started it', async () => {
    const marker = `marker-${process.pid}-orphan`;
    const script = `import { runInSandbox } from ${JSON.stringify(new URL('./index.js', import.meta.url).href)};
      await runInSandbox({ argv: ['node', '-e', 'require("fs").writeFileSync("started", ""); setInterval(() => {}, 1e6) // ${marker}-x'],
        directory: ${JSON.stringify(directory)}, timeoutMs: 60000, memoryBytes: 2 ** 28, maxOutputBytes: 1000 });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    while (!(await readdir(directory)).includes('started')) await delay(10);
    parent.kill('SIGKILL');
    await once(parent, 'close');
    while ((await processesWith(`${marker}-x`)).length > 0) await delay(10);
    await SandboxCgroups.find();
  });
});
