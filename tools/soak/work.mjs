// A small repository and a script of model answers: runs that pass through every service.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const call = (name, given) => ({ name, arguments: given });
const TASK = {
  id: 'note',
  title: 'Write a note',
  instructions: 'Write note.txt.',
  acceptanceCriteria: ['it is there'],
};
const SCRIPT = {
  steps: [
    { when: { tool: 'submit_plan' }, answer: { toolCalls: [call('submit_plan', { tasks: [TASK] })] } },
    {
      when: { turn: 0 },
      answer: {
        toolCalls: [
          call('write_file', { path: 'note.txt', content: 'a note\n' }),
          call('run_command', { argv: ['true'] }),
        ],
      },
    },
    { answer: { toolCalls: [call('finish', { summary: 'It is written.' })] } },
  ],
};

export function makeWork() {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-soaked-'));
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  writeFileSync(join(repository, 'README.md'), 'Notes come here.\n');
  const git = (...args) => execFileSync('git', ['-C', repository, ...args], { timeout: 10_000 });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  git(...person, 'commit', '--quiet', '--message', 'A place for notes');
  const script = join(folder, 'script.json');
  writeFileSync(script, JSON.stringify(SCRIPT));
  const body = { goal: 'Write a note.', repository, model: `scripted/${script}`, checks: ['true'] };
  return { body, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
