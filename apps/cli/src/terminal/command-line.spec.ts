import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { commandLine } from './command-line.js';

describe('commandLine', () => {
  const elsewhere = commandLine('runs', '/');
  const [launcher = ''] = elsewhere.split(' ');

  it('names the launcher that is there, from far away by its whole path', () => {
    expect(existsSync(launcher)).toBe(true);
    expect(elsewhere).toBe(`${launcher} runs`);
  });

  it('names it as it is typed beside it', () => {
    const top = dirname(launcher);
    expect(commandLine('up', top)).toBe('./throughline up');
    expect(commandLine('up', join(top, 'docs'))).toBe('../throughline up');
  });
});
