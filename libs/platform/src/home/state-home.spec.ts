import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { localToken } from './secret-file.js';
import { accountIn } from './service-account.js';
import { prepareHome, stateHome } from './state-home.js';

const home = mkdtempSync(join(tmpdir(), 'throughline-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('stateHome', () => {
  it('is THROUGHLINE_HOME, else under the home of the person', () => {
    expect(stateHome({ THROUGHLINE_HOME: '/somewhere/else/' })).toBe('/somewhere/else');
    expect(stateHome({})).toBe(join(homedir(), '.local/state/throughline'));
  });

  it('refuses a path that is not absolute, by name', () => {
    expect(() => stateHome({ THROUGHLINE_HOME: 'relative' })).toThrow(
      /THROUGHLINE_HOME must be an absolute path/,
    );
  });
});

describe('the local token', () => {
  it('is made once, for its owner alone', () => {
    prepareHome(home);
    const token = localToken(home);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(localToken(home)).toBe(token);
    expect(readFileSync(join(home, 'token'), 'utf8')).toBe(token);
    expect(statSync(join(home, 'token')).mode & 0o777).toBe(0o600);
  });
});

describe('accountIn', () => {
  const PASSWD =
    'root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n';

  it('finds a user, never root', () => {
    expect(accountIn(PASSWD, 'postgres')).toEqual({ ids: { uid: 101, gid: 104 } });
    expect(accountIn(PASSWD, 'root')).toBeUndefined();
    expect(accountIn(PASSWD, 'nobody')).toBeUndefined();
  });
});
