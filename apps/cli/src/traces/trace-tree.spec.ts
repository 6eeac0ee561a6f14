import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import picocolors from 'picocolors';
import { traceTree } from './trace-tree.js';
import { aSpan } from './trace-span.fixture.js';

const colors = picocolors.createColors(false);
const statement = { kind: 'CLIENT', attributes: { 'db.system.name': 'postgresql' } } as const;

describe('traceTree', () => {
  it('shows each span under its parent, with duration and service', () => {
    const failed = { status: { code: 'ERROR', message: 'refused' } } as const;
    const spans = [aSpan(3, 1, failed), aSpan(1, undefined, { service: 'cli' }), aSpan(2, 1), aSpan(4, 2)];
    expect(traceTree(spans, { colors })).toEqual([
      'span 1  5 ms  cli',
      '├─ span 2  5 ms  git-worktree',
      '│  └─ span 4  5 ms  git-worktree',
      '└─ span 3  5 ms  git-worktree ✗ refused',
    ]);
  });
  it('puts statements and repeated leaves together, unless all are asked for', () => {
    const git = { name: 'git' };
    const spans = [
      aSpan(1, undefined),
      aSpan(2, 1, { ...statement, name: 'SELECT a' }),
      aSpan(3, 1, { ...statement, name: 'INSERT b' }),
      aSpan(4, 1, git),
      aSpan(5, 1, git),
      aSpan(6, 1, { ...git, status: { code: 'ERROR' } }),
    ];
    expect(traceTree(spans, { colors })).toEqual([
      'span 1  5 ms  git-worktree',
      '├─ database statements ×2  10 ms  git-worktree',
      '├─ git ×2  10 ms  git-worktree',
      '└─ git  5 ms  git-worktree ✗ error',
    ]);
    expect(traceTree(spans, { colors, all: true })).toHaveLength(6);
  });
  it('says whose attempt it is', () => {
    const attributes = { 'throughline.task.id': 'slugify', 'throughline.attempt.number': 2 };
    const spans = [aSpan(1, undefined, { name: 'workflow_orchestrator.attempt', attributes })];
    expect(traceTree(spans, { colors })[0]).toContain('workflow_orchestrator.attempt slugify #2  5 ms');
  });
  it('counts what is too deep', () => {
    const spans = [aSpan(1, undefined), aSpan(2, 1), aSpan(3, 2), aSpan(4, 3)];
    expect(traceTree(spans, { colors, maxDepth: 1 }).at(-1)).toBe('   └─ … 2 more spans');
  });
  it('shows orphans at the top, and every span once, whatever the parents are', () => {
    const parents = fc.array(fc.option(fc.nat(12), { nil: undefined }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parents, (list) => {
        const acyclic = list.map((parent, n) => (parent === undefined || parent >= n ? undefined : parent));
        const spans = acyclic.map((parent, n) => aSpan(n, parent));
        expect(traceTree(spans, { colors, all: true })).toHaveLength(spans.length);
      }),
    );
    expect(traceTree([aSpan(2, 9)], { colors })).toEqual(['span 2  5 ms  git-worktree']);
  });
});
