import { PackageJsonInvalidError } from './checks.errors.js';

/** What `npm init` writes where there are no tests. */
const PLACEHOLDER = /no test specified/;

/**
 * Whether a package.json has a `test` script that tests something.
 * @throws {PackageJsonInvalidError}
 */
export function hasTestScript(packageJson: string): boolean {
  const scripts = property(parsed(packageJson), 'scripts');
  const test = property(scripts, 'test');
  if (test === undefined) return false;
  if (typeof test !== 'string') throw new PackageJsonInvalidError('its test script is not a text');
  return test.trim() !== '' && !PLACEHOLDER.test(test);
}

function parsed(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PackageJsonInvalidError(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PackageJsonInvalidError('it is not a JSON object');
  return value;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
