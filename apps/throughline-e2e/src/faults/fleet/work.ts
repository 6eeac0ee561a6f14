import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, commitAll, write } from '../../support/calculator.js';

/** A repository and a script for runs that take some seconds, with each kind of step in them. */
export interface Work {
  readonly repository: string;
  readonly model: string;
  readonly tasks: readonly string[];
  remove(): Promise<void>;
}

export interface Shape {
  readonly tasks: number;
  /** How long the agent's command takes. */
  readonly commandSeconds: number;
}

const call = (name: string, given: object) => ({ name, arguments: given });

export async function makeWork({ tasks: count, commandSeconds }: Shape): Promise<Work> {
  const folder = await mkdtemp(join(tmpdir(), 'fault-work-'));
  const repository = join(folder, 'work');
  const tasks = Array.from({ length: count }, (_, at) => `part-${String(at + 1)}`);
  await write(repository, 'README.md', 'Parts come here.\n');
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await commitAll(repository, 'A place for parts');
  await write(folder, 'script.json', JSON.stringify(scriptFor(tasks, commandSeconds)));
  return {
    repository,
    model: `scripted/${join(folder, 'script.json')}`,
    tasks,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function scriptFor(tasks: readonly string[], commandSeconds: number): object {
  const plan = tasks.map((id) => ({
    id,
    title: `Write ${id}`,
    instructions: `Write ${id}.txt.`,
    acceptanceCriteria: [`${id}.txt is there`],
  }));
  const steps = tasks.map((id) => ({
    when: { userIncludes: `Task id: ${id}`, turn: 0 },
    answer: {
      toolCalls: [
        call('write_file', { path: `${id}.txt`, content: `${id}\n` }),
        call('run_command', { argv: ['sleep', String(commandSeconds)] }),
        call('write_file', { path: `more/${id}.txt`, content: `${id}\n` }),
      ],
    },
  }));
  return {
    steps: [
      { when: { tool: 'submit_plan' }, answer: { toolCalls: [call('submit_plan', { tasks: plan })] } },
      ...steps,
      { answer: { toolCalls: [call('finish', { summary: 'It is written.' })] } },
    ],
  };
}
