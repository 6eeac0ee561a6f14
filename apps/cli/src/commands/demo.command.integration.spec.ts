import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Output } from '../terminal/output.js';
import type { CommandContext } from './command-context.js';
import { demoCommand } from './demo.command.js';

const run = promisify(execFile);
const printed: string[] = [];
const stream = { write: (text: string) => printed.push(text) };
let cwd: string;
let context: CommandContext;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
  context = {
    ...{ env: {}, cwd, home: () => cwd },
    output: (json = false) => new Output(stream, stream, json, { NO_COLOR: '1' }),
  };
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

it('demo --write makes the demo’s repository and script, says how to run them, and writes over nothing', async () => {
  expect(await demoCommand({ write: 'here', json: true }, context)).toBe(0);
  const repository = join(cwd, 'here/textkit');
  expect(JSON.parse(printed.at(-1) ?? '')).toEqual({
    ...{ goal: expect.stringContaining('slugify'), repository, check: 'npm test' },
    model: `scripted/${join(cwd, 'here/script.json')}`,
  });
  expect(JSON.parse(await readFile(join(cwd, 'here/script.json'), 'utf8'))).toBeInstanceOf(Object);
  const { stdout } = await run('git', ['status', '--porcelain'], { cwd: repository, timeout: 10_000 });
  expect(stdout).toBe('');
  await expect(demoCommand({ write: 'here' }, context)).rejects.toMatchObject({ code: 'usage' });
  expect(await demoCommand({ write: 'there' }, context)).toBe(0);
  expect(printed.join('')).toContain(
    `--repo ${join(cwd, 'there/textkit')} --check "npm test" --model scripted/`,
  );
});
