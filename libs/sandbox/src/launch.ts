import { type ChildProcess, spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { DESCRIPTORS, SYSTEM_FILES } from './bwrap-arguments.js';
import { readStatus, type SandboxStatus } from './sandbox-status.js';
import { runsAsRoot, SANDBOX_UID, sandboxUid } from './sandbox-user.js';

/** bubblewrap's program: THROUGHLINE_BWRAP, else the one on the PATH. */
export const bwrapProgram = (): string => {
  const own = process.env['THROUGHLINE_BWRAP'];
  return own === undefined || own === '' ? 'bwrap' : own;
};

/** A sandbox that has been set up and waits for `start` before it runs its program. */
export interface LaunchedSandbox {
  readonly child: ChildProcess;
  readonly status: SandboxStatus;
  /** Lets the program run. */
  start(): void;
  /** Ends bubblewrap and with it every process of the sandbox. */
  kill(): void;
}

export function launchSandbox(bwrapArguments: readonly string[]): LaunchedSandbox {
  const [program, ...rest] = withoutRoot([bwrapProgram(), ...bwrapArguments]);
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    // Its own process group, which is ended as a whole; the environment is what finding the programs takes.
    detached: true,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
  });
  for (const name of ['passwd', 'group', 'hosts'] as const) {
    writer(child, DESCRIPTORS[name]).end(SYSTEM_FILES[name](sandboxUid()));
  }
  return {
    child,
    status: readStatus(reader(child, DESCRIPTORS.status)),
    start: () => writer(child, DESCRIPTORS.start).end('\n'),
    kill: () => killGroup(child),
  };
}

/** Root's powers are laid down before bubblewrap: inside a user namespace of root, the host's root owns what it reads. */
function withoutRoot(command: [string, ...string[]]): [string, ...string[]] {
  if (!runsAsRoot()) return command;
  const user = `${SANDBOX_UID}`;
  return ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--', ...command];
}

function writer(child: ChildProcess, descriptor: number): Writable {
  const stream = child.stdio[descriptor];
  if (!(stream instanceof Writable))
    throw new TypeError(`descriptor ${descriptor} of the sandbox is no pipe`);
  // bubblewrap may end before it has read; its exit says what was wrong.
  return stream.on('error', () => undefined);
}

function reader(child: ChildProcess, descriptor: number): Readable {
  const stream = child.stdio[descriptor];
  if (!(stream instanceof Readable))
    throw new TypeError(`descriptor ${descriptor} of the sandbox is no pipe`);
  return stream;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
