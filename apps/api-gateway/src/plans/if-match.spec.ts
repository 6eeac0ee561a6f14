import { describe, expect, it } from '@jest/globals';
import { entityTag, seenVersion } from './if-match.js';

describe('seenVersion', () => {
  it.each([
    [3, undefined, 3],
    [undefined, '"3"', 3],
    [null, entityTag(12), 12],
    [3, ' "3" ', 3],
  ])('of %j in the body and %j in the header is %i', (inBody, header, version) => {
    expect(seenVersion(inBody, header)).toBe(version);
  });

  it.each([
    [undefined, undefined],
    [3, '"4"'],
    [3, '*'],
    [3, '3'],
    [undefined, 'W/"3"'],
    [undefined, '"0"'],
    [undefined, '"3", "4"'],
    [undefined, ''],
  ])('refuses %j in the body and %j in the header', (inBody, header) => {
    expect(() => seenVersion(inBody, header)).toThrow(/version|If-Match/);
  });
});
