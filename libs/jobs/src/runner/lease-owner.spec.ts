import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { isGone, newLeaseOwner } from './lease-owner.js';

describe('isGone', () => {
  const self = newLeaseOwner();

  it('is never true of this process, of a living one, or of another machine', () => {
    expect(isGone(self, self)).toBe(false);
    expect(isGone(`${hostname()}/${process.ppid}/x`, self)).toBe(false);
    expect(isGone(`${hostname()}-other/1/x`, self)).toBe(false);
  });

  it('is true of an ended process, and of an earlier one with our own number', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isGone(`${hostname()}/${pid}/x`, self)).toBe(true);
    expect(isGone(`${hostname()}/${process.pid}/x`, self)).toBe(true);
  });
});
