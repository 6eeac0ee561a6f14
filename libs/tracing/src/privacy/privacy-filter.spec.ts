import { describe, expect, it } from '@jest/globals';
import { PrivacyFilter } from './privacy-filter.js';
import { filterLogLine } from './filter-log-line.js';

const filter = new PrivacyFilter();

describe('PrivacyFilter', () => {
  it('goes by the names of attributes', () => {
    const attributes = {
      'user.email': 'x',
      'http.request.header.authorization': ['Basic x', 'y'],
      card_number: 4_111_111_111_111_111,
      amount: 4_111_111_111_111_111,
      has_password: true,
      'db.query.text': "SELECT 'x'",
      'db.query.parameter.0': 'x',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.token.type': 'input',
      'throughline.task.id': 'task-1',
    };
    expect(filter.filterAttributes(attributes)).toEqual({
      'user.email': '***',
      'http.request.header.authorization': '***',
      card_number: '***',
      amount: '***',
      has_password: true,
      'db.query.text': 'SELECT ?',
      'db.query.parameter.0': '***',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.token.type': 'input',
      'throughline.task.id': 'task-1',
    });
    expect(attributes['user.email']).toBe('x');
  });

  it('gives harmless attributes back as they are', () => {
    const attributes = { 'http.route': '/v1/runs', list: ['a', 'b'], n: 1 };
    expect(filter.filterAttributes(attributes)).toBe(attributes);
  });

  it('masks keys that are secrets themselves', () => {
    expect(filter.filterAttributes({ 'ann@example.org': 1 })).toEqual({ '***': 1 });
  });

  it('masks the values behind options and header names in lists', () => {
    expect(filter.filterArguments(['curl', '-u', 'me:x', '--token', 'x', '--depth', '1'])).toEqual([
      'curl',
      '-u',
      '***',
      '--token',
      '***',
      '--depth',
      '1',
    ]);
    expect(filter.filterAttributes({ headers: ['x-api-key', 'x', 'accept', 'y'] })).toEqual({
      headers: ['x-api-key', '***', 'accept', 'y'],
    });
  });

  it('drops a value that cannot be filtered, and keeps the others', () => {
    const hostile: string[] = [];
    Object.defineProperty(hostile, '0', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    expect(filter.filterAttributes({ hostile, password: 'x', b: 'y' })).toEqual({
      hostile: '[filtered]',
      password: '***',
      b: 'y',
    });
  });

  it('drops what is nested without end', () => {
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    expect(JSON.stringify(filter.filterData(circle))).toContain('[filtered]');
  });

  it('filters entries of baggage', () => {
    expect(filter.filterEntries({ correlation_id: 'a', session_token: 'x', who: 'ann@example.org' })).toEqual(
      {
        correlation_id: 'a',
        session_token: '***',
        who: '***',
      },
    );
  });

  it('looks into maps, and shows no bytes', () => {
    expect(filter.filterAttributes({ map: { a: 1, pin: { token: 'x' } }, bytes: Buffer.from('x') })).toEqual({
      map: { a: 1, pin: { token: '***' } },
      bytes: '[filtered]',
    });
  });

  it('masks a key of several lines, even where SQL has it as a comment', () => {
    const sql = 'SELECT 1 -- -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----';
    expect(filter.filterSql(sql)).not.toContain('abc');
  });

  it('masks with another word, where it is given one', () => {
    const other = new PrivacyFilter({ mask: '[REDACTED]' });
    const attributes = {
      password: 'x',
      note: 'token=y',
      list: ['--token', 'z'],
      card: 4_111_111_111_111_111,
    };
    const shown = {
      password: '[REDACTED]',
      note: 'token=[REDACTED]',
      list: ['--token', '[REDACTED]'],
      card: '[REDACTED]',
    };
    expect(other.filterAttributes(attributes)).toEqual(shown);
    expect(other.filterAttributes(shown)).toEqual(shown);
  });

  it('keeps log lines JSON', () => {
    const line = JSON.stringify({
      message: 'Authorization: Basic x\nfoo "y"',
      deep: [{ cookie: 'x', n: 1 }],
    });
    expect(JSON.parse(filterLogLine(`${line}\n`))).toEqual({
      message: 'Authorization: ***\nfoo "y"',
      deep: [{ cookie: '***', n: 1 }],
    });
    expect(filterLogLine('password=x')).not.toContain('x\n');
  });
});
