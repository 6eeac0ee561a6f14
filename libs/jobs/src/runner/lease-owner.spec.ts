import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { isGone, newLeaseOwner } from './lease-owner.js';

describe('isGone', () => {
  it('is never true of this process, of a living one, or of another machine', () => {
    expect(isGone(newLeaseOwner())).toBe(false);
    expect(isGone(`${hostname()}/${process.ppid}/x`)).toBe(false);
    expect(isGone(`${hostname()}-other/1/x`)).toBe(false);
  });

  it('is true of an ended process, and of an earlier one with our own number', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isGone(`${hostname()}/${pid}/x`)).toBe(true);
    expect(isGone(`${hostname()}/${process.pid}/x`)).toBe(true);
  });
});
