import { describe, expect, it } from '@jest/globals';
import { sentryOptionsOf } from './sentry-options.js';

const dsn = 'https://abc123@sentry.example/7';

describe('the options of the reporting', () => {
  it('are none without a DSN', () => {
    expect(sentryOptionsOf({}, {})).toBeUndefined();
    expect(sentryOptionsOf({ dsn: '' }, { SENTRY_DSN: dsn })).toBeUndefined();
    expect(sentryOptionsOf({}, { SENTRY_DSN: ' ' })).toBeUndefined();
  });

  it('have defaults', () => {
    expect(sentryOptionsOf({}, { SENTRY_DSN: dsn })).toEqual({
      dsn,
      environment: 'development',
      release: 'unknown',
      sampleRate: 1,
      tracesSampleRate: 1,
      profilesSampleRate: 0.1,
      failedStatusCodes: [403, 404, 429, 500, 502, 503, 504],
    });
  });

  it('are fewer traces in production', () => {
    const env = { SENTRY_DSN: dsn, ENVIRONMENT: 'production', GIT_COMMIT_SHA: 'abc' };
    expect(sentryOptionsOf({}, env)).toMatchObject({ tracesSampleRate: 0.1, release: 'abc' });
    expect(sentryOptionsOf({ tracesSampleRate: 0.5 }, env)).toMatchObject({ tracesSampleRate: 0.5 });
  });

  it.each([
    'https://abc123@sentry.example/7',
    'http://abc123:old_secret@127.0.0.1:9000/7',
    'https://abc123@o1.ingest.example/path/7',
  ])('take the DSN %s', (given) => {
    expect(sentryOptionsOf({ dsn: given }, {})?.dsn).toBe(given);
  });

  it.each(['x', 'ftp://a@h/1', 'https://h/1', 'https://a@h/', 'https://a@h/x', 'https://a@h/1?b=c'])(
    'refuse the DSN %s by the name of the variable, without showing it',
    (given) => {
      expect(() => sentryOptionsOf({}, { SENTRY_DSN: given })).toThrow(/^SENTRY_DSN must be of the form/);
    },
  );

  it('refuse a rate that is none, by its name', () => {
    expect(() => sentryOptionsOf({ dsn, sampleRate: 2 }, {})).toThrow('sampleRate must be from 0 to 1');
    expect(() => sentryOptionsOf({}, { SENTRY_DSN: dsn, SENTRY_TRACES_SAMPLE_RATE: '7' })).toThrow(
      'SENTRY_TRACES_SAMPLE_RATE must be from 0 to 1',
    );
  });
});
