import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_TASKS } from './demo-plan.js';
import { DEMO_SCRIPT } from './demo-script.js';
import { writeFiles } from './demo-workspace.js';
import type { ScriptStep, ToolCall } from './script.js';
import { TEXTKIT } from './textkit.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-script-'));
  await writeFiles(folder, TEXTKIT);
});
afterEach(() => rm(folder, { recursive: true }));

const holds = (step: ScriptStep, user: string, turn: number): boolean =>
  step.when.tool === 'finish' &&
  step.when.turn === turn &&
  (step.when.userIncludes ?? []).every((text) => user.includes(text)) &&
  !(step.when.not?.userIncludes ?? ['nothing of the sort']).every((text) => user.includes(text));

/** The answers to one attempt's conversation, the first matching step each, until it finishes. */
function answers(task: string, attempt: number): ToolCall[] {
  const user = `# Your task\nTask id: ${task}\nAttempt: ${attempt}\nTitle: x`;
  const calls: ToolCall[] = [];
  for (let turn = 0; calls.at(-1)?.name !== 'finish'; turn += 1) {
    const step = DEMO_SCRIPT.steps.find((candidate) => holds(candidate, user, turn));
    if (step === undefined) throw new Error(`no step for turn ${turn} of ${task}`);
    calls.push(...step.answer.toolCalls);
  }
  return calls;
}

async function apply({ name, arguments: given }: ToolCall): Promise<void> {
  const path = join(folder, String(given['path']));
  if (name === 'write_file') await writeFiles(folder, { [String(given['path'])]: String(given['content']) });
  if (name === 'delete_file') await rm(path);
  if (name !== 'edit_file') return;
  const before = await readFile(path, 'utf8');
  expect(before.split(String(given['old']))).toHaveLength(2);
  await writeFile(path, before.replace(String(given['old']), String(given['new'])));
}

async function attempt(task: string, number: number): Promise<void> {
  for (const call of answers(task, number)) await apply(call);
}

/** Without the variable by which node:test tells a nested run. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT'));
const testsPass = (): Promise<boolean> =>
  new Promise((resolve) =>
    execFile(process.execPath, ['--test'], { cwd: folder, env }, (error) => resolve(error === null)),
  );

describe('the demo', () => {
  it('starts from a package whose tests pass', async () => {
    expect(await testsPass()).toBe(true);
  });
  it('breaks a test in the first attempt at slugify and passes in the second', async () => {
    await attempt('slugify', 1);
    expect(await testsPass()).toBe(false);
    await attempt('slugify', 2);
    expect(await testsPass()).toBe(true);
  });
  it('passes each task alone and all of them together', async () => {
    await attempt('word-count', 1);
    expect(await testsPass()).toBe(true);
    await attempt('slugify', 2);
    await attempt('exports', 1);
    expect(await testsPass()).toBe(true);
  });
  it('has two tasks side by side and one that depends on both', () => {
    expect(DEMO_TASKS.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['slugify', []],
      ['word-count', []],
      ['exports', ['slugify', 'word-count']],
    ]);
  });
});
