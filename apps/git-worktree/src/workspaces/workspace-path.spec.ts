import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TemporaryRepository } from '../testing/temporary-repository.js';
import { pathRefusal } from './workspace-path.js';

const HOSTILE = [
  '/etc/passwd',
  '..',
  '../x',
  'a/../../x',
  'a/..',
  './a',
  'a/./b',
  'a//b',
  'a/',
  'a\0b',
  'a\nb',
  'C:/x',
  'c:\\x',
  '.git',
  '.GIT/config',
  'a/.Git/hooks/x',
  '.git.',
  '.git ',
  '.git . .',
  'git~1',
  'GIT~1/config',
  '.git::$INDEX_ALLOCATION',
  '.git:x',
  '.g\u200cit/config',
  '\ufeff.git',
  'a\\.git\\config',
  '.git\\config',
  'x'.repeat(256),
  `${'a/'.repeat(2100)}a`,
  '\ud800',
];
const PLAIN = [
  '',
  '.',
  'a',
  'src/index.ts',
  '.github/workflows/ci.yml',
  '.gitignore',
  '.gitattributes',
  'git',
  'a b/ü.txt',
  'x.git',
  '.gitx',
  '-rf',
  'git~2',
  '$(x)',
  '*',
];

describe('the path rule', () => {
  it.each(HOSTILE)('refuses %j', (path) => {
    expect(pathRefusal(path)).toEqual(expect.any(String));
  });

  it.each(PLAIN)('lets %j through', (path) => {
    expect(pathRefusal(path)).toBeUndefined();
  });

  it('lets no path through that leads up or is absolute, however it is put together', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '.git', '.GIT ', 'git~1', 'a', '.git\\x'),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const path = parts.join('/');
        if (pathRefusal(path) !== undefined || path === '' || path === '.') return;
        const names = path.split('/');
        expect(names).not.toContain('..');
        expect(names).not.toContain('');
        expect(names.every((name) => !/^(\.git|git~1)[. ]*$/i.test(name))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the path rule and git', () => {
  let repository: TemporaryRepository;
  beforeAll(() => {
    repository = new TemporaryRepository();
  });
  afterAll(() => repository.remove());

  it('lets only such paths through as git takes into an index', () => {
    const blob = repository.git('hash-object', '-w', 'README.md');
    const name = fc.stringMatching(/^[.~ :\\a-tA-T1-2\u200c-\u200e_-]{1,8}$/);
    const git = fc.constantFrom('.git', 'git', '~1', '~2', ' ', '.', ':', '\\', '\u200d', '.GiT');
    const mixed = fc.array(git, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const paths = fc
      .sample(fc.array(fc.oneof(name, mixed), { minLength: 1, maxLength: 3 }), 3000)
      .map((parts) => parts.join('/'));
    const accepted = [...new Set(paths.filter((path) => path !== '.' && pathRefusal(path) === undefined))];
    expect(accepted.length).toBeGreaterThan(100);
    const input = accepted.map((path, i) => `100644 ${blob}\t${i}/${path}\0`).join('');
    const argv = [
      '-c',
      'core.protectHFS=true',
      '-c',
      'core.protectNTFS=true',
      'update-index',
      '-z',
      '--index-info',
    ];
    const env = { ...process.env, GIT_INDEX_FILE: `${repository.path}/.git/probe` };
    expect(() =>
      execFileSync('git', argv, { cwd: repository.path, input, env, stdio: 'pipe' }),
    ).not.toThrow();
  });
});
