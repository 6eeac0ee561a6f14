import { describe, expect, it } from '@jest/globals';
import { checkModel, runRequest } from './run-input.js';

describe('runRequest', () => {
  it('resolves repository and script from where the person is', () => {
    const request = runRequest({ goal: 'Do it', repo: '../repo', model: 'scripted/a.json' }, '/home/me');
    expect(request).toEqual({ goal: 'Do it', repository: '/home/repo', model: 'scripted//home/me/a.json' });
  });
  it('leaves absolute paths and other models as they are', () => {
    const request = runRequest({ goal: 'x', repo: '/r', model: 'scripted//s.json' }, '/home');
    expect(request).toMatchObject({ repository: '/r', model: 'scripted//s.json' });
    expect(runRequest({ goal: 'x', repo: '/r', model: 'openai/gpt' }, '/home').model).toBe('openai/gpt');
  });
  it('passes checks, base and limits on, and leaves out what was not given', () => {
    const given = {
      goal: 'x',
      repo: '/r',
      check: ['npm test'],
      base: 'dev',
      maxAttempts: 2,
      maxCost: 1.5,
      taskTimeoutMs: 4000,
      timeoutMs: 5000,
    };
    expect(runRequest(given, '/')).toEqual({
      goal: 'x',
      repository: '/r',
      checks: ['npm test'],
      base: 'dev',
      limits: { maxAttempts: 2, maxCostUsd: 1.5, taskTimeoutMs: 4000, runTimeoutMs: 5000 },
    });
  });
  it('asks for the approvals that were named, and for no others', () => {
    const given = {
      goal: 'x',
      repo: '/r',
      approvePlan: true,
      approveTasks: 'marked',
      approvalTimeoutMs: 9000,
    };
    const { approvals } = runRequest(given, '/');
    expect(approvals).toEqual({ plan: true, tasks: 'marked', timeoutMs: 9000 });
    expect(runRequest({ goal: 'x', repo: '/r' }, '/')).not.toHaveProperty('approvals');
  });
  it.each([
    ['an empty goal', { goal: ' \n', repo: '.' }],
    ['a goal that is too long', { goal: 'x'.repeat(20_001), repo: '.' }],
    ['an empty check', { goal: 'x', repo: '.', check: ['npm test', ' '] }],
  ])('refuses %s', (_what, given) => {
    expect(() => runRequest(given, '/')).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('checkModel', () => {
  it('needs a name or a provider', () => {
    expect(() => checkModel(undefined, { OPENAI_API_KEY: '' })).toThrow('no model is configured');
    for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL']) checkModel(undefined, { [name]: 'x' });
    checkModel('scripted/x', {});
  });
});
