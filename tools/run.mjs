// Runs a command of this repository under the Node that bootstrap found; safe to start with any Node from 18 on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MINIMUM = [22, 15];

const isEnough = ([major, minor]) => major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);

/** The Node to run on: the one running now when it is new enough, else the one in .toolchain. */
export function nodeProgram() {
  if (isEnough(process.versions.node.split('.').map(Number))) return process.execPath;
  const own = join(root, '.toolchain/node_modules/.bin/node');
  return existsSync(own) ? own : undefined;
}

export function environment(node) {
  return { ...process.env, PATH: `${dirname(node)}:${join(root, 'node_modules/.bin')}:${process.env.PATH}` };
}

const commands = {
  throughline: ['apps/cli/dist/main.js'],
  jest: ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
  test: ['tools/test.mjs'],
  'test:jaeger': ['tools/test-jaeger.mjs'],
  'test:faults': ['tools/test-faults.mjs'],
  soak: ['tools/soak.mjs'],
  bench: ['bench/run.mjs'],
};

function main([name, ...rest]) {
  const args = commands[name];
  const node = nodeProgram();
  if (args === undefined) fail(`unknown command ${name}; known: ${Object.keys(commands).join(', ')}`);
  if (node === undefined) fail('the Node runtime is not installed yet; run: npm run bootstrap');
  const child = spawn(node, [...args, ...rest], { cwd: root, stdio: 'inherit', env: environment(node) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
