import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { resolveProgram } from './resolve-program.js';
import { runInSandbox } from './run-in-sandbox.js';

jest.setTimeout(60_000);

describe('resolveProgram', () => {
  const tree = new Map([
    ['bin/check', { executable: true }],
    ['README.md', { executable: false }],
    ['node_modules/.bin/tool', { executable: true }],
  ]);
  const lookUp = (path: string): Promise<{ executable: boolean } | undefined> =>
    Promise.resolve(tree.get(path));

  it.each([
    ['npm', '/opt/throughline/bin/npm'],
    ['tool', '/work/node_modules/.bin/tool'],
    ['./bin/check', '/work/bin/check'],
    ['bin/check', '/work/bin/check'],
    ['/usr/bin/env', '/usr/bin/env'],
    ['/bin/sh', '/bin/sh'],
    ['true', '/usr/bin/true'],
  ])('finds %s', async (program, path) => {
    expect(await resolveProgram(program, lookUp)).toBe(path);
  });

  it.each([
    'no-such-program',
    './README.md',
    '../outside',
    '/root/x',
    '/etc/passwd',
    '',
    'a\0b',
    '/usr/../root/x',
  ])('does not find %j', async (program) => {
    expect(await resolveProgram(program, lookUp)).toBeUndefined();
  });

  it('agrees with what the sandbox then does', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    await mkdir(join(directory, 'bin'));
    await writeFile(join(directory, 'bin/check'), '#!/bin/sh\necho checked\n');
    await chmod(join(directory, 'bin/check'), 0o755);
    const bounds = { timeoutMs: 20_000, memoryBytes: 2 ** 28, maxOutputBytes: 1_000 };
    const { output } = await runInSandbox({ argv: ['./bin/check'], directory, ...bounds });
    await rm(directory, { recursive: true, force: true });
    expect(output).toBe('checked\n');
  });
});
