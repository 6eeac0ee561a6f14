import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PlanRules } from '@throughline/contracts';
import { judgePlan } from './plan-rules.js';

const rules: PlanRules = { maxTasks: 3, checks: ['test', 'lint'] };
const task = (id: string, more: object = {}) => ({
  id,
  title: 'T',
  instructions: 'I',
  acceptanceCriteria: ['A'],
  ...more,
});
const judge = (...tasks: unknown[]) => judgePlan(JSON.stringify({ tasks }), rules);

function reasonsOf(...tasks: unknown[]): string {
  const judged = judge(...tasks);
  return 'reasons' in judged ? judged.reasons.join('\n') : '';
}

describe('judgePlan', () => {
  it('takes a plan, fills in what may be left out and puts it in order', () => {
    const judged = judge(task('b', { dependsOn: ['a'], checks: ['lint'] }), task('a', { extra: 'ignored' }));
    expect(judged).toEqual({
      tasks: [
        { ...task('a'), checks: [], dependsOn: [], paths: [] },
        { ...task('b'), checks: ['lint'], dependsOn: ['a'], paths: [] },
      ],
    });
  });

  it('keeps the mark of a task that a person shall see', () => {
    expect(judge(task('a', { needsApproval: true }))).toMatchObject({ tasks: [{ needsApproval: true }] });
    expect(reasonsOf(task('a', { needsApproval: 'yes' }))).toContain('tasks[0].needsApproval');
  });

  it.each([
    ['no tasks', [], 'at least one task'],
    ['an id that is no id', [task('Not An Id')], 'tasks[0].id'],
    ['no acceptance criterion', [task('a', { acceptanceCriteria: [] })], 'tasks[0].acceptanceCriteria'],
    ['a task that is none', ['text'], 'tasks'],
    ['a missing title', [{ ...task('a'), title: undefined }], 'tasks[0].title'],
    ['too many tasks', ['a', 'b', 'c', 'd'].map((id) => task(id)), 'at most 3'],
    ['an id twice', [task('a'), task('a')], 'more than one task has the id a'],
    ['an unknown dependency', [task('a', { dependsOn: ['z'] })], 'depends on z'],
    ['a cycle', [task('a', { dependsOn: ['b'] }), task('b', { dependsOn: ['a'] })], 'a -> b -> a'],
    ['a check of its own', [task('a', { checks: ['rm -rf /'] })], 'it has: "test", "lint"'],
    ['a path outside', [task('a', { paths: ['../x'] })], 'relative to the top'],
    ['an absolute path', [task('a', { paths: ['/etc/passwd'] })], 'relative to the top'],
    [
      'a plan too large to travel',
      [
        task('a', {
          acceptanceCriteria: Array(20).fill('x'.repeat(1000)),
          paths: Array(100).fill('p'.repeat(500)),
          instructions: 'ü'.repeat(8000),
          title: 'T',
        }),
        task('b', {
          paths: Array(100).fill('p'.repeat(500)),
          acceptanceCriteria: Array(20).fill('ü'.repeat(1000)),
        }),
        task('c', { instructions: '\u0001'.repeat(8000), paths: Array(100).fill('p'.repeat(500)) }),
      ],
      'bytes',
    ],
  ])('refuses %s', (_, tasks, reason) => {
    expect(reasonsOf(...tasks)).toContain(reason);
  });

  it('gives all reasons at once', () => {
    const reasons = reasonsOf(task('a', { checks: ['x'], dependsOn: ['y'], paths: ['/z'] }));
    expect(reasons).toMatch(/"x"[^]*"\/z"[^]*depends on y/);
  });

  it('takes a plan or has reasons, for any text at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"tasks":${json}}`),
        ),
        (text) => {
          const judged = judgePlan(text, rules);
          expect('reasons' in judged ? judged.reasons.length : judged.tasks.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
