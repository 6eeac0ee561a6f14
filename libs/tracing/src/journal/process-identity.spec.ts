import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { identityText, isAlive, ownIdentity, parseIdentity } from './process-identity.js';

describe('the identity of a process', () => {
  it('survives being a text, also with something behind it', () => {
    const own = ownIdentity();
    expect(parseIdentity(identityText(own))).toEqual(own);
    expect(parseIdentity(`${identityText(own)}-0a1b2c3d`)).toEqual(own);
    expect(parseIdentity('lost+found')).toBeUndefined();
  });

  it('knows this process as alive', () => {
    expect(isAlive(ownIdentity())).toBe(true);
  });

  it('does not take a process with a recycled pid, or of an earlier boot, for alive', () => {
    expect(isAlive({ ...ownIdentity(), start: '1' })).toBe(false);
    expect(isAlive({ ...ownIdentity(), boot: '00000000' })).toBe(false);
  });

  it('knows an ended process as dead', async () => {
    const child = spawn(process.execPath, ['--version']);
    await once(child, 'close');
    expect(isAlive({ ...ownIdentity(), pid: child.pid ?? 0 })).toBe(false);
  });
});
