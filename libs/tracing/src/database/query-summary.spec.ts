import { describe, expect, it } from '@jest/globals';
import { sanitizeQuery, spanNameOf, summarizeQuery } from './query-summary.js';

describe('the name of a query’s span', () => {
  it.each([
    ['SELECT * FROM "orchestrator"."runs" "Run" WHERE id = $1', 'SELECT orchestrator.runs'],
    ['select 1', 'SELECT'],
    ['INSERT INTO outbox (id) VALUES ($1)', 'INSERT outbox'],
    ['UPDATE ONLY jobs SET epoch = epoch + 1', 'UPDATE jobs'],
    ['DELETE FROM "inbox" WHERE id = ANY($1)', 'DELETE inbox'],
    ['WITH due AS (SELECT id FROM jobs FOR UPDATE SKIP LOCKED) UPDATE jobs SET owner = $1', 'UPDATE jobs'],
    ['START TRANSACTION', 'START'],
    ['  COMMIT;', 'COMMIT'],
    ['', 'QUERY'],
  ])('%s', (sql, name) => {
    expect(spanNameOf(summarizeQuery(sql))).toBe(name);
  });
});

describe('sanitizeQuery', () => {
  it('leaves out what stands in quotes, even when the statement was cut', () => {
    expect(sanitizeQuery("SELECT 'it''s secret', x FROM t WHERE y = 'z")).toBe(
      'SELECT ?, x FROM t WHERE y = ?',
    );
    expect(sanitizeQuery(`SELECT '${'s'.repeat(5_000)}'`)).toBe('SELECT ?');
  });
});
