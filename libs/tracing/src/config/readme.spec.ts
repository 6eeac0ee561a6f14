import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { TRACING_SETTINGS } from './settings.js';

describe('the table of settings in README.md', () => {
  it('has a row for each setting, as it is, and no other', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const section = readme.slice(readme.indexOf('\n## Environment\n')).split('\n## ', 2).join('');
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    const expected = TRACING_SETTINGS.map(({ env, default: value, description }) => [
      `\`${env}\``,
      value === '' ? '' : `\`${value}\``,
      description,
    ]);
    expect(cells.toSorted()).toEqual(expected.toSorted());
  });
});
