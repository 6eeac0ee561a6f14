import { describe, expect, it } from '@jest/globals';
import { editOf } from './plan-edit-file.js';

const task = { id: 'a', title: 'T', instructions: 'I', acceptanceCriteria: ['A'] };

describe('editOf', () => {
  it('takes what is to be added, changed and removed', () => {
    const edit = {
      version: 2,
      reason: 'why',
      add: [task],
      change: [{ id: 'b', dependsOn: ['a'] }],
      remove: ['c'],
    };
    expect(editOf('edit.json', JSON.stringify(edit))).toEqual(edit);
  });

  it.each([
    ['', 'is not JSON'],
    ['{', 'is not JSON'],
    ['[]', 'holds no JSON object'],
    ['null', 'holds no JSON object'],
    [JSON.stringify({ add: [{ ...task, title: '' }] }), 'add.0.title'],
    [JSON.stringify({ add: task }), 'add must be an array'],
    [JSON.stringify({ change: [{ id: 'No Id' }] }), 'change.0.id'],
    [JSON.stringify({ tasks: [] }), 'tasks is not known here'],
    [JSON.stringify({ version: '1' }), 'version must be an integer number'],
  ])('says what is wrong with %s', (text, reason) => {
    expect(() => editOf('edit.json', text)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => editOf('edit.json', text)).toThrow(`edit.json`);
    expect(() => editOf('edit.json', text)).toThrow(reason);
  });
});
