import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export const GOAL = 'Give the calculator subtraction and multiplication, and export both from its index.';

/** A person's repository, with a script of model answers beside it. */
export interface Workspace {
  readonly folder: string;
  readonly repository: string;
  readonly model: string;
}

const PACKAGE = { name: 'calculator', version: '1.0.0', type: 'module', scripts: { test: 'node --test' } };

const test = (name: string, file: string, expression: string, result: number): string =>
  `import assert from 'node:assert/strict';\nimport test from 'node:test';\nimport { ${name} } from '../src/${file}.js';\n\n` +
  `test('${name}', () => {\n  assert.equal(${expression}, ${String(result)});\n});\n`;

export async function calculator(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'calculator-'));
  const repository = join(folder, 'calculator');
  await write(repository, 'package.json', `${JSON.stringify(PACKAGE, null, 2)}\n`);
  await write(repository, 'src/add.js', 'export const add = (a, b) => a + b;\n');
  await write(repository, 'src/index.js', "export { add } from './add.js';\n");
  await write(repository, 'test/add.test.js', test('add', 'add', 'add(1, 2)', 3));
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await commitAll(repository, 'A calculator that adds');
  await write(folder, 'script.json', JSON.stringify(SCRIPT));
  return { folder, repository, model: `scripted/${join(folder, 'script.json')}` };
}

export async function git(repository: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute('git', ['-C', repository, ...args]);
  return stdout.trim();
}

export async function commitAll(repository: string, message: string): Promise<void> {
  await git(repository, 'add', '--all');
  await git(
    repository,
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.org',
    'commit',
    '--quiet',
    '--message',
    message,
  );
}

export async function write(folder: string, path: string, content: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}

const call = (name: string, given: object) => ({ name, arguments: given });
const put = (path: string, content: string) => call('write_file', { path, content });
const finish = (summary: string) => call('finish', { summary });

function task(id: string, title: string, dependsOn: string[]) {
  return {
    id,
    title,
    instructions: `${title}, with a test.`,
    acceptanceCriteria: ['npm test passes'],
    checks: ['npm test'],
    dependsOn,
    paths: [],
  };
}

const PLAN = [
  task('subtract', 'Add subtraction', []),
  task('multiply', 'Add multiplication', []),
  task('export', 'Export both', ['subtract', 'multiply']),
];

/** The first attempt at multiplication adds instead: its own test finds it. */
const SCRIPT = {
  description: 'Three tasks; one first attempt is wrong.',
  steps: [
    { when: { tool: 'submit_plan' }, answer: { toolCalls: [call('submit_plan', { tasks: PLAN })] } },
    {
      when: { userIncludes: 'Task id: subtract', turn: 0 },
      answer: {
        toolCalls: [
          put('src/subtract.js', 'export const subtract = (a, b) => a - b;\n'),
          put('test/subtract.test.js', test('subtract', 'subtract', 'subtract(3, 2)', 1)),
          call('run_command', { argv: ['npm', 'test'] }),
        ],
      },
    },
    {
      when: { userIncludes: ['Task id: multiply', 'Attempt: 1'], turn: 0 },
      answer: {
        toolCalls: [
          put('src/multiply.js', 'export const multiply = (a, b) => a + b;\n'),
          put('test/multiply.test.js', test('multiply', 'multiply', 'multiply(3, 4)', 12)),
        ],
      },
    },
    {
      when: { userIncludes: ['Task id: multiply', 'Attempt: 2', '# Feedback', 'multiply'], turn: 0 },
      answer: {
        toolCalls: [
          put('src/multiply.js', 'export const multiply = (a, b) => a * b;\n'),
          put('test/multiply.test.js', test('multiply', 'multiply', 'multiply(3, 4)', 12)),
        ],
      },
    },
    {
      when: { userIncludes: 'Task id: export', turn: 0 },
      answer: {
        toolCalls: [
          call('edit_file', {
            path: 'src/index.js',
            old: "export { add } from './add.js';\n",
            new: "export { add } from './add.js';\nexport { multiply } from './multiply.js';\nexport { subtract } from './subtract.js';\n",
          }),
        ],
      },
    },
    { when: { tool: 'finish', turn: 1 }, answer: { toolCalls: [finish('It is done.')] } },
  ],
};
