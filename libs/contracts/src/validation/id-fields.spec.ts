import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Decide } from '../rest/approvals.rest.js';
import { DeadLetterQuery } from '../rest/dead-letters.rest.js';
import { PlanEdit } from '../rest/plan-edits.rest.js';

const sentences = (type: new () => object, given: object): string[] =>
  validateSync(plainToInstance(type, given)).flatMap(({ constraints = {} }) => Object.values(constraints));

describe('ids that a person writes', () => {
  it.each([
    [Decide, { decision: 'approve', task: 'Not A Task' }, /^task must be 1 to 64 lower-case letters/],
    [PlanEdit, { remove: ['Not A Task'] }, /^remove must be 1 to 64 lower-case letters/],
    [DeadLetterQuery, { limit: 1, run: 'none' }, /^run must be the id of a run/],
  ])('are refused in words, and not by a pattern: %p', (type, given, sentence) => {
    expect(sentences(type, given)).toEqual([expect.stringMatching(sentence)]);
  });
});
