import type { ResourceLimits } from './resource-limits.js';
import { MAX_FILE_BYTES, type SandboxOptions } from './sandbox-options.js';
import type { RuntimePrograms } from './runtime-programs.js';

/** Where the sandbox has the platform's Node and npm. */
export const RUNTIME_FOLDER = '/opt/throughline';
export const WORK_FOLDER = '/work';

/** The sandbox's PATH, in its order. The repository's own tools come before the machine's. */
export const SANDBOX_PATH = [
  `${RUNTIME_FOLDER}/bin`,
  `${WORK_FOLDER}/node_modules/.bin`,
  '/usr/local/bin',
  '/usr/bin',
  '/usr/local/sbin',
  '/usr/sbin',
] as const;

/** File descriptors that bubblewrap is given besides the usual three. */
export const DESCRIPTORS = { status: 3, start: 4, passwd: 5, group: 6, hosts: 7 } as const;

/** Contents for the descriptors: what programs look up about themselves and about the loopback address. */
export const SYSTEM_FILES = {
  passwd: (uid: number): string => `sandbox:x:${uid}:${uid}:sandbox:/tmp:/bin/sh\n`,
  group: (uid: number): string => `sandbox:x:${uid}:\n`,
  hosts: (): string => '127.0.0.1 localhost\n::1 localhost\n',
} as const;

export interface SandboxCommand {
  readonly options: SandboxOptions;
  readonly programs: RuntimePrograms;
  readonly limits: ResourceLimits;
}

/** Arguments of bubblewrap: no network, no capabilities, nothing of the host but /usr, Node, npm and the work folder. */
export function bwrapArguments({ options, programs, limits }: SandboxCommand): string[] {
  return [
    ...['--unshare-user', '--unshare-all', '--disable-userns', '--die-with-parent', '--new-session'],
    ...['--json-status-fd', `${DESCRIPTORS.status}`, '--block-fd', `${DESCRIPTORS.start}`],
    ...environment(options.env ?? {}),
    ...systemFolders(),
    ...runtimeFolder(programs),
    ...['--bind', options.directory, WORK_FOLDER, '--chdir', WORK_FOLDER, '--remount-ro', '/'],
    '--',
    ...prlimit(limits),
    ...options.argv,
  ];
}

function environment(own: Readonly<Record<string, string>>): string[] {
  const all = {
    PATH: SANDBOX_PATH.join(':'),
    HOME: '/tmp',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    CI: 'true',
    ...own,
  };
  return ['--clearenv', ...Object.entries(all).flatMap(([name, value]) => ['--setenv', name, value])];
}

function systemFolders(): string[] {
  const links = ['lib', 'lib32', 'lib64', 'bin', 'sbin'].flatMap((name) => [
    '--symlink',
    `usr/${name}`,
    `/${name}`,
  ]);
  const files = (['passwd', 'group', 'hosts'] as const).flatMap((name) => [
    '--ro-bind-data',
    `${DESCRIPTORS[name]}`,
    `/etc/${name}`,
  ]);
  const size = ['--size', `${MAX_FILE_BYTES}`];
  return [
    ...['--ro-bind', '/usr', '/usr', ...links],
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache', ...files],
    ...['--proc', '/proc', '--dev', '/dev', ...size, '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...[...size, '--tmpfs', '/tmp', '--symlink', '/tmp', '/var/tmp'],
  ];
}

function runtimeFolder({ node, npm }: RuntimePrograms): string[] {
  const bin = `${RUNTIME_FOLDER}/bin`;
  if (npm === undefined) return ['--ro-bind', node, `${bin}/node`];
  const links = ['npm', 'npx'].flatMap((name) => [
    '--symlink',
    `../npm/bin/${name}-cli.js`,
    `${bin}/${name}`,
  ]);
  return ['--ro-bind', node, `${bin}/node`, '--ro-bind', npm, `${RUNTIME_FOLDER}/npm`, ...links];
}

/** Set inside the sandbox, where they count its processes alone. */
const prlimit = (limits: ResourceLimits): string[] => [
  '/usr/bin/prlimit',
  ...Object.entries(limits).map(([name, value]) => `--${name}=${value}`),
  '--core=0',
  '--',
];
