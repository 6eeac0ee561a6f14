import { describe, expect, it } from '@jest/globals';
import { excludedUrls } from './excluded-urls.js';

describe('URLs that are not traced', () => {
  const isExcluded = excludedUrls({ OTEL_EXCLUDED_URLS: 'client/.*/info, healthcheck$ ,^http://internal' });

  it.each([
    ['http://shop/client/7/info', true],
    ['http://shop/healthcheck', true],
    ['http://shop/healthchecks', false],
    ['http://internal/orders', true],
    ['http://shop/orders', false],
  ])('%s: %s', (url, expected) => {
    expect(isExcluded?.(url)).toBe(expected);
  });

  it('are none by default', () => {
    expect(excludedUrls({})).toBeUndefined();
    expect(excludedUrls({ OTEL_EXCLUDED_URLS: ' , ' })).toBeUndefined();
  });

  it('have to be patterns', () => {
    expect(() => excludedUrls({ OTEL_EXCLUDED_URLS: 'ok,(' })).toThrow(
      'OTEL_EXCLUDED_URLS must be regular expressions with commas, but has "("',
    );
    expect(() => excludedUrls({ OTEL_EXCLUDED_URLS: 'a,'.repeat(101) })).toThrow('at most 100 patterns');
  });
});
