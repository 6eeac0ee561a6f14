import { describe, expect, it } from '@jest/globals';
import { FileText, ServiceUnavailableError, ThroughlineError } from '@throughline/contracts';
import type { Workspace } from '../workspace/workspace.client.js';
import { callTool, TOOL_DEFINITIONS } from './toolbox.js';

const call = (name: string, given: unknown) => ({
  id: 'call-1',
  type: 'function' as const,
  function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
});

/** A workspace of one file in memory: what is tested is the tools, not the files. */
function workspace(changes: Partial<Workspace> = {}): Workspace {
  const unexpected = () => Promise.reject(new Error('not expected'));
  const read = () =>
    Promise.resolve(Object.assign(new FileText(), { content: 'new text', totalLines: 1, truncated: false }));
  const none = {
    list: unexpected,
    search: unexpected,
    write: unexpected,
    edit: unexpected,
    delete: unexpected,
    run: unexpected,
    commit: unexpected,
  };
  return { ...none, read, ...changes };
}

const text = async (name: string, given: unknown, at = workspace()) =>
  (await callTool(call(name, given), at, 1000)).content;

describe('toolbox', () => {
  it('offers the promised tools', () => {
    const names = TOOL_DEFINITIONS.map((tool) => tool.function.name).sort();
    expect(names).toEqual([
      'delete_file',
      'edit_file',
      'finish',
      'list_files',
      'read_file',
      'run_command',
      'search',
      'write_file',
    ]);
  });

  it('answers a call with what the workspace says', async () => {
    expect(await text('read_file', { path: 'a.js' })).toBe('new text');
  });

  it.each([
    ['read_file', '{'],
    ['read_file', '[]'],
    ['read_file', {}],
    ['read_file', { path: 1 }],
    ['read_file', { path: 'a', other: true }],
    ['read_file', { path: 'a', startLine: 0 }],
    ['run_command', { argv: [] }],
    ['run_command', { argv: 'npm test' }],
    ['run_command', { argv: ['a\0b'] }],
    ['rm_rf', {}],
  ])('tells the model what is wrong with %s %j', async (name, given) => {
    expect(await text(name, given)).toMatch(/^Error \((tool_arguments_invalid|tool_unknown)\): /);
  });

  it('tells the model what the workspace refuses', async () => {
    const write = () =>
      Promise.reject(new ThroughlineError('path_refused', 'refused', 'the path leaves the repository'));
    expect(await text('write_file', { path: '../x', content: '' }, workspace({ write }))).toContain(
      'the path leaves the repository',
    );
  });

  it('does not tell the model of an outage: that is thrown', async () => {
    const write = () => Promise.reject(new ServiceUnavailableError('git-worktree'));
    await expect(
      callTool(call('write_file', { path: 'x', content: '' }), workspace({ write }), 1000),
    ).rejects.toThrow('git-worktree');
  });

  it('takes an edit that is already there for done', async () => {
    const edit = () => Promise.reject(new ThroughlineError('edit_text_not_found', 'refused', 'not there'));
    expect(
      await text('edit_file', { path: 'a', old: 'old text', new: 'new text' }, workspace({ edit })),
    ).toContain('already');
    expect(
      await text('edit_file', { path: 'a', old: 'old text', new: 'another' }, workspace({ edit })),
    ).toContain('not there');
  });

  it('cuts what is too long', async () => {
    const read = () =>
      Promise.resolve(
        Object.assign(new FileText(), { content: 'x'.repeat(5000), totalLines: 1, truncated: false }),
      );
    expect((await text('read_file', { path: 'a' }, workspace({ read })))?.length).toBeLessThan(1100);
  });
});
