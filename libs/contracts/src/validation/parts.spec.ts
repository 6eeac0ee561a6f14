import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Findings } from '../messages/parts.js';
import { ResolveChecks } from '../rest/verification.rest.js';

const problems = (type: new () => object, given: object) => validateSync(plainToInstance(type, given)).length;
const finding = {
  check: 'test',
  rule: 'x',
  file: null,
  line: null,
  severity: 'error',
  message: 'm',
  fingerprint: 'f',
  isNew: true,
};

describe('Parts', () => {
  it('takes a list of objects that are right', () => {
    expect(problems(Findings, { items: [finding] })).toBe(0);
  });
  it.each([[[[]]], [[[finding]]], [['x']], [[null]], [[{}]], [finding]])('refuses %j', (items) => {
    expect(problems(Findings, { items })).toBeGreaterThan(0);
  });
});

describe('Part', () => {
  it.each([[[]], ['x'], [null], [{}], [undefined]])('refuses %j', (repository) => {
    expect(problems(ResolveChecks, { repository })).toBeGreaterThan(0);
  });
});
