// Makes a fresh clone ready to run: the Node it needs, its packages, its compiled code, its downloaded parts.
// Depends on nothing and runs on any Node from 18 on. Does nothing, quickly, when nothing has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installState, packages, sourceState } from './bootstrap/state.mjs';
import { takeLock } from './bootstrap/lock.mjs';
import { removeStaleOutput } from './bootstrap/stale-output.mjs';
import { environment, nodeProgram, root } from './run.mjs';

const STAMP = join(root, 'tmp/bootstrap.json');

function main() {
  let stamp = readStamp();
  if (!isUpToDate(stamp)) {
    mkdirSync(join(root, 'tmp'), { recursive: true });
    const release = takeLock(join(root, 'tmp/bootstrap.lock'));
    try {
      stamp = readStamp();
      if (!isUpToDate(stamp)) bootstrap(stamp);
    } finally {
      release();
    }
  }
  if (process.argv.includes('--print-node')) process.stdout.write(`${nodeProgram()}\n`);
}

function bootstrap(stamp) {
  if (nodeProgram() === undefined) {
    say('Installing the Node that this needs');
    npm(process.execPath, ['ci', '--prefix', '.toolchain']);
  }
  const node = nodeProgram();
  if (node === undefined)
    fail(
      'The Node that this needs could not be fetched. Install Node 22.15 or newer, or see why with:\n' +
        '  npm ci --prefix .toolchain --ignore-scripts --loglevel http',
    );
  const installed = installState();
  if (stamp.installed !== installed || !existsSync(join(root, 'node_modules'))) {
    say('Installing packages');
    npm(node, ['ci']);
  }
  say('Compiling');
  removeStaleOutput(packages());
  run(node, [join(root, 'node_modules/typescript/bin/tsc'), '--build'], 'the code does not compile');
  if (stamp.provisioned !== installed) provision(node);
  writeFileSync(STAMP, JSON.stringify({ installed, built: sourceState(), provisioned: installed }));
}

/** Gets Postgres, RabbitMQ and bubblewrap; prints for itself what it does. */
function provision(node) {
  const program = join(root, 'libs/platform/dist/provision-main.js');
  const { status } = spawnSync(node, [program], {
    cwd: root,
    env: environment(node),
    stdio: ['ignore', 2, 'inherit'],
  });
  if (status !== 0) fail('The parts that this needs could not be got.');
}

/** No install script of any package is needed, so none runs. */
function npm(node, args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const program = process.env.npm_execpath;
  if (program?.endsWith('.js')) run(node, [program, ...args, ...quiet], 'npm could not install');
  else run('npm', [...args, ...quiet], 'npm could not install', node);
}

/** Runs a program, and shows what it printed only when it fails. */
function run(program, args, failure, node = nodeProgram() ?? process.execPath) {
  const options = { cwd: root, env: environment(node), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const { status, error, stdout, stderr } = spawnSync(program, args, options);
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  fail(`${failure}${error === undefined ? '' : `: ${error.message}`}`);
}

function isUpToDate(stamp) {
  if (nodeProgram() === undefined || !existsSync(join(root, 'node_modules'))) return false;
  return (
    stamp.installed === installState() &&
    stamp.built === sourceState() &&
    stamp.provisioned === stamp.installed
  );
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'));
  } catch {
    return {};
  }
}

function say(message) {
  process.stderr.write(`${message}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}

main();
