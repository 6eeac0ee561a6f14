import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { RunCommand } from '../rest/verification.rest.js';
import { CreateRun } from '../rest/runs.rest.js';

const wrong = (type: new () => object, value: object): string[] =>
  validateSync(plainToInstance(type, value)).map(({ property }) => property);

describe('PlainText', () => {
  it.each(['a\0b', 'a\ud800b', '\udc00'])('refuses %j where a person or a model gives a text', (text) => {
    const run = { goal: text, repository: `/${text}`, base: text, checks: [text], model: text };
    expect(wrong(CreateRun, run)).toEqual(Object.keys(run));
    expect(wrong(RunCommand, { argv: ['echo', text] })).toContain('argv');
  });
  it('takes letters of all scripts and whole emoji', () => {
    expect(wrong(CreateRun, { goal: 'Grüße 漢字 👩‍👩‍👧\n', repository: '/r' })).toEqual([]);
    expect(wrong(RunCommand, { argv: ['echo', '😀'] })).not.toContain('argv');
  });
});
