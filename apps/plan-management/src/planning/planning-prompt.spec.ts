import { describe, expect, it } from '@jest/globals';
import { contextFiles } from './context-files.js';
import { openingMessages, type PlanningBrief } from './planning-prompt.js';

const brief: PlanningBrief = {
  goal: 'Add a greeting',
  checks: [{ name: 'npm test', argv: ['npm', 'test'] }],
  maxTasks: 7,
  repository: {
    paths: ['README.md', 'src/index.ts'],
    truncated: false,
    excerpts: [{ path: 'README.md', content: 'Hello', truncated: true }],
  },
};

describe('openingMessages', () => {
  it('tells the model the goal, the checks, the files and the bounds', () => {
    const [system, user] = openingMessages(brief);
    expect(system).toMatchObject({ role: 'system', content: expect.stringContaining('at most 7') });
    expect(system?.content).toContain('submit_plan');
    expect(user?.content).toBe(
      '# Goal\n\nAdd a greeting\n\n# Checks\n\n- "npm test" runs: npm test\n\n# Files\n\nREADME.md\nsrc/index.ts\n\n# README.md (its beginning)\n\nHello',
    );
  });

  it('says when not all files are listed', () => {
    const [, user] = openingMessages({ ...brief, repository: { ...brief.repository, truncated: true } });
    expect(user?.content).toContain('# Files (not all of them)');
  });

  it('has room for a bounded part of the paths only', () => {
    const paths = Array.from({ length: 10_000 }, (_, at) => `src/${String(at)}/${'x'.repeat(40)}.ts`);
    const [, user] = openingMessages({ ...brief, repository: { ...brief.repository, paths } });
    expect(user?.content?.length).toBeLessThan(62_000);
    expect(user?.content).toContain('# Files (not all of them)\n\nsrc/0/x');
  });

  it('says the same of the same brief, so that a conversation can be resumed', () => {
    expect(openingMessages(structuredClone(brief))).toEqual(openingMessages(brief));
  });
});

describe('contextFiles', () => {
  it('picks what says what the repository is, best first, from the top only', () => {
    const paths = [
      'Makefile',
      'package.json',
      'docs/README.md',
      'README.md',
      'readme.txt',
      'src/package.json',
    ];
    expect(contextFiles(paths, 5)).toEqual(['README.md', 'package.json', 'Makefile']);
    expect(contextFiles(paths, 1)).toEqual(['README.md']);
  });
});
