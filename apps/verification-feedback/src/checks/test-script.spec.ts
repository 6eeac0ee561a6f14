import { describe, expect, it } from '@jest/globals';
import { PackageJsonInvalidError } from './checks.errors.js';
import { hasTestScript } from './test-script.js';

describe('hasTestScript', () => {
  it.each([
    ['{"scripts":{"test":"node --test"}}', true],
    ['\uFEFF{"scripts":{"test":"jest"}}', true],
    ['{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}', false],
    ['{"scripts":{"test":"  "}}', false],
    ['{"scripts":{"build":"tsc"}}', false],
    ['{}', false],
    ['{"scripts":null}', false],
    ['{"scripts":{"__proto__":{"test":"x"}}}', false],
  ])('%s -> %s', (text, has) => {
    expect(hasTestScript(text)).toBe(has);
  });

  it.each(['', '{', '[]', 'null', '"x"', '{"scripts":{"test":3}}'])('refuses %j', (text) => {
    expect(() => hasTestScript(text)).toThrow(PackageJsonInvalidError);
  });
});
