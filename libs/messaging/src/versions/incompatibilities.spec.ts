import { describe, expect, it } from '@jest/globals';
import { incompatibilities } from './incompatibilities.js';

const BEFORE = {
  runId: ['matches'],
  state: ['isIn ["failed"]'],
  tasks: ['isArray', 'nestedValidation'],
  'tasks[].id': ['matches'],
};

describe('incompatibilities', () => {
  it('are none where a form is as before, or has more that may be left out', () => {
    expect(incompatibilities(BEFORE, BEFORE)).toEqual([]);
    const more = { ...BEFORE, note: ['isString', 'optional'], 'tasks[].size': ['isInt', 'optional'] };
    expect(incompatibilities(BEFORE, more)).toEqual([]);
  });

  it('are none in the fields of a part that is itself new and may be left out', () => {
    const more = { ...BEFORE, usage: ['nestedValidation', 'optional'], 'usage.calls': ['isInt'] };
    expect(incompatibilities(BEFORE, more)).toEqual([]);
  });

  it.each([
    ['a field that must be there', { ...BEFORE, note: ['isString'] }, /note is new/],
    ['such a field in a part', { ...BEFORE, 'tasks[].size': ['isInt'] }, /tasks\[\]\.size is new/],
    ['a field that is gone', { runId: ['matches'] }, /state is gone/],
    ['one more value', { ...BEFORE, state: ['isIn ["failed","odd"]'] }, /state was .* and is .*odd/],
    ['a field that may now be left out', { ...BEFORE, state: [...BEFORE.state, 'optional'] }, /state was/],
  ])('name %s', (_, now, text) => {
    expect(incompatibilities(BEFORE, now)).toContainEqual(expect.stringMatching(text));
  });
});
