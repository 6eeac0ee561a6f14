import { describe, expect, it } from '@jest/globals';
import { type PlannedTask, taskId } from '@throughline/contracts';
import { planDifference } from './plan-difference.js';

const task = (id: string, more: Partial<PlannedTask> = {}): PlannedTask => ({
  id: taskId(id),
  title: `Do ${id}`,
  instructions: 'Write it.',
  acceptanceCriteria: ['It is there.'],
  checks: [],
  dependsOn: [],
  paths: [],
  ...more,
});

describe('planDifference', () => {
  it('names what was added, removed and changed, with both values', () => {
    const before = [task('a'), task('b'), task('c')];
    const after = [
      task('a'),
      task('c', { title: 'Do it well', dependsOn: [taskId('d')], needsApproval: true }),
      task('d'),
    ];
    expect(planDifference(before, after)).toEqual({
      added: ['d'],
      removed: ['b'],
      changed: [
        {
          id: 'c',
          fields: [
            { field: 'title', before: 'Do c', after: 'Do it well' },
            { field: 'dependsOn', before: '[]', after: '["d"]' },
            { field: 'needsApproval', before: 'false', after: 'true' },
          ],
        },
      ],
    });
  });

  it('finds nothing between equal plans, in whatever order they are', () => {
    const nothing = { added: [], removed: [], changed: [] };
    expect(planDifference([task('a'), task('b')], [task('b'), task('a')])).toEqual(nothing);
  });

  it('tells long texts apart although it cuts them', () => {
    const texts = ['x', 'y'].map((end) => 'w'.repeat(5000) + end);
    const [before, after] = texts.map((instructions) => [task('a', { instructions })]);
    const { changed } = planDifference(before ?? [], after ?? []);
    expect(changed.map(({ fields }) => fields.map(({ after: text }) => text.length))).toEqual([[300]]);
  });
});
