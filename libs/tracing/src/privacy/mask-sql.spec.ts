import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskSql } from './mask-sql.js';

describe('maskSql', () => {
  it.each([
    ["SELECT * FROM a WHERE b = 'it''s' AND c = $1", 'SELECT * FROM a WHERE b = ? AND c = $1'],
    [String.raw`SELECT E'a\'b', x'ff', 1.5e3, "T1"."c2"`, 'SELECT ?, ?, ?, "T1"."c2"'],
    ["SELECT $tag$ it's $tag$, $$x$$ -- why\nFROM t2 /* c */", 'SELECT ?, ? \nFROM t2 '],
    ["INSERT INTO t VALUES ('cut off", 'INSERT INTO t VALUES (?'],
  ])('%s', (sql, shown) => {
    expect(maskSql(sql)).toBe(shown);
    expect(maskSql(shown)).toBe(shown);
  });

  it('shows no literal', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = text.replaceAll("'", "''");
        expect(maskSql(`SELECT 'C4N4RY${literal}C4N4RY' FROM runs`)).toBe('SELECT ? FROM runs');
      }),
    );
  });
});
