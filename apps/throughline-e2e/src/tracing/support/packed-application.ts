import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEADLINE_MS = 100_000;
const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const LIBRARY = join(ROOT, 'libs/tracing');
const SOURCES = fileURLToPath(new URL('../../../src/tracing/packed-app', import.meta.url));
/** What such an application has without us. */
const OWN_PACKAGES = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/platform-fastify',
  'amqp-connection-manager',
  'amqplib',
  'pg',
  'reflect-metadata',
  'rxjs',
  'typeorm',
];

/** The commands that the README begins with. */
export interface StartCommands {
  readonly install: readonly string[];
  readonly start: readonly string[];
}

/** The library’s README, read as a user would: what to install and how to start. */
export async function startCommands(): Promise<StartCommands> {
  const readme = await readFile(join(LIBRARY, 'README.md'), 'utf8');
  const block = /## Start\n+```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const lines = block.replaceAll('\\\n', ' ').split('\n');
  const wordsOf = (line = ''): string[] => line.trim().split(/\s+/);
  return {
    install: wordsOf(lines.find((line) => line.startsWith('npm install'))),
    start: wordsOf(lines.find((line) => line.includes('--import'))),
  };
}

/** A new application outside of this repository, with the packed library. */
export class PackedApplication {
  private child: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly commands: StartCommands,
  ) {}

  /** Packs, installs and compiles; with other versions of the application’s own packages, where they are given. */
  static async create(versions: Readonly<Record<string, string>> = {}): Promise<PackedApplication> {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-packed-'));
    const application = new PackedApplication(folder, await startCommands());
    const [tarball] = await Promise.all([pack(folder), writeManifest(folder, versions)]);
    await application.install(tarball);
    await application.compile();
    return application;
  }

  /** Names of the packages that are installed in a scope. */
  packagesOf(scope: string): Promise<string[]> {
    return readdir(join(this.folder, 'node_modules', scope));
  }

  /** Starts it as the README says; resolves with its address. */
  async start(env: Record<string, string>): Promise<string> {
    const { start } = this.commands;
    const at = start.indexOf('node');
    const given = Object.fromEntries(start.slice(0, at).map((pair) => pairOf(pair)));
    this.child = spawn(process.execPath, start.slice(at + 1), {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...given, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (this.child.stdout === null) throw new Error('the application has no output');
    for await (const line of createInterface({ input: this.child.stdout })) return line;
    throw new Error('the application has ended before it was ready');
  }

  /** Ends it as a container would; resolves with its exit code, or the signal that has ended it. */
  async stop(): Promise<number | string | null> {
    const { child } = this;
    if (child === undefined) return null;
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async install(tarball: string): Promise<void> {
    const [, ...words] = this.commands.install;
    const packages = words.map((word) => (word === '@throughline/tracing' ? tarball : word));
    const quickly = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', [...packages, ...quickly, '--strict-peer-deps'], {
      cwd: this.folder,
      timeout: DEADLINE_MS,
    });
  }

  private async compile(): Promise<void> {
    await cp(SOURCES, join(this.folder, 'src'), { recursive: true });
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [compiler, '-p', '.'], { cwd: this.folder, timeout: DEADLINE_MS }).catch(
      (error: unknown) => {
        const printed = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
        throw new Error(`the application does not compile: ${printed}`, { cause: error });
      },
    );
  }
}

function pairOf(assignment: string): [name: string, value: string] {
  const [name = '', value = ''] = assignment.split('=', 2);
  return [name, value];
}

async function pack(folder: string): Promise<string> {
  const target = join(folder, 'packed');
  await mkdir(target);
  const { stdout } = await run('npm', ['pack', '--pack-destination', target, '--json', '--loglevel=error'], {
    cwd: LIBRARY,
    timeout: DEADLINE_MS,
  });
  const name = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1] ?? '';
  return join(target, name);
}

async function writeManifest(folder: string, given: Readonly<Record<string, string>>): Promise<void> {
  const versions = await Promise.all(
    OWN_PACKAGES.map(async (name) => [name, await versionOf(name)] as const),
  );
  const manifest = {
    name: 'shop',
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(versions), ...given },
  };
  const settings = {
    compilerOptions: {
      target: 'ES2024',
      module: 'nodenext',
      strict: true,
      skipLibCheck: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      isolatedModules: true,
      rootDir: 'src',
      outDir: 'dist',
      types: ['node', 'pg'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      paths: { pg: [join(ROOT, 'node_modules/@types/pg/index.d.ts')] },
    },
    include: ['src'],
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
}

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(
    await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
  ) as { version: string };
  return version;
}
