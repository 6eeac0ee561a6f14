import { readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianRelease, unpackPackages } from '../packages/debian-packages.js';
import { makeReadable } from '../packages/make-readable.js';
import { keepRuntime } from '../packages/runtime-store.js';
import { RabbitMqMissingError } from '../platform-errors.js';
import { runProgram } from '../process/run-program.js';
import { type BrokerPrograms, unpackedBroker } from './broker-programs.js';

const ERLANG_PARTS = [
  ...['asn1', 'base', 'crypto', 'eldap', 'eunit', 'ftp', 'inets', 'mnesia', 'os-mon', 'parsetools'],
  ...['public-key', 'runtime-tools', 'snmp', 'ssl', 'syntax-tools', 'tftp', 'tools', 'xmerl'],
];
const PACKAGES = ['rabbitmq-server', ...ERLANG_PARTS.map((part) => `erlang-${part}`)];
const INSTALLED_ROOT = '/usr/lib/erlang';

const runtimeName = (release: string): string => `rabbitmq-${release}`;

/** The private copy, when it has been unpacked before. */
export async function keptBroker(runtimes: string): Promise<BrokerPrograms | undefined> {
  const release = await debianRelease();
  return release === undefined ? undefined : unpackedBroker(join(runtimes, runtimeName(release)));
}

/** A private copy of the system's own RabbitMQ packages, without installing them. */
export async function unpackBroker(runtimes: string): Promise<BrokerPrograms> {
  const release = await debianRelease();
  if (release === undefined)
    throw new RabbitMqMissingError('this system has no apt packages to take it from');
  try {
    const root = await keepRuntime(runtimes, runtimeName(release), (fresh) =>
      unpack(fresh, join(runtimes, runtimeName(release))),
    );
    const programs = unpackedBroker(root);
    if (programs !== undefined) return programs;
  } catch (cause) {
    throw new RabbitMqMissingError(cause instanceof Error ? cause.message : String(cause), cause);
  }
  throw new RabbitMqMissingError('its packages do not hold what was expected');
}

async function unpack(fresh: string, final: string): Promise<void> {
  await unpackPackages(PACKAGES, fresh);
  await relocateErlang(fresh, fresh);
  await makeReadable(fresh);
  // Says at once, with the name of a missing library, whether this Erlang runs on this system.
  const probe = ['-noshell', '-eval', 'crypto:start(), halt().'];
  await runProgram(join(fresh, 'usr/lib/erlang/bin/erl'), probe, { timeoutMs: 30_000 });
  await relocateErlang(fresh, final, fresh);
}

/** Erlang's scripts hold the absolute path that they were installed to. */
async function relocateErlang(root: string, to: string, from = ''): Promise<void> {
  const erlang = join(root, 'usr/lib/erlang');
  const runtimes = (await readdir(erlang)).filter((name) => name.startsWith('erts-'));
  const folders = ['bin', ...runtimes.map((name) => `${name}/bin`)];
  const scripts = folders.flatMap((folder) => [join(erlang, folder, 'erl'), join(erlang, folder, 'start')]);
  for (const script of scripts.filter((path) => existsSync(path))) {
    const text = await readFile(script, 'utf8');
    await writeFile(
      script,
      text.replaceAll(`ROOTDIR=${from}${INSTALLED_ROOT}`, `ROOTDIR=${to}${INSTALLED_ROOT}`),
    );
  }
}
