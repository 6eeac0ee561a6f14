import { describe, expect, it } from '@jest/globals';
import { memoryOf, processMemory } from './memory-watch.js';

describe('memoryOf', () => {
  it('adds up a process and its descendants, and no others', () => {
    const processes = [
      { pid: 1, parent: 0, bytes: 1 },
      { pid: 2, parent: 1, bytes: 10 },
      { pid: 3, parent: 2, bytes: 100 },
      { pid: 4, parent: 2, bytes: 1000 },
      { pid: 5, parent: 1, bytes: 10_000 },
    ];
    expect(memoryOf(2, processes)).toBe(1110);
    expect(memoryOf(9, processes)).toBe(0);
  });
});

describe('processMemory', () => {
  it('reads what the kernel says', () => {
    const status =
      'Name:\tnode\nPid:\t7\nPPid:\t3\nVmRSS:\t   900 kB\nRssAnon:\t   500 kB\nRssFile:\t   300 kB\nRssShmem:\t   100 kB\n';
    expect(processMemory(status)).toEqual({ pid: 7, parent: 3, bytes: 600 * 1024 });
  });

  it('takes a process that has ended as none', () => {
    expect(processMemory('')).toEqual({ pid: 0, parent: 0, bytes: 0 });
  });
});
