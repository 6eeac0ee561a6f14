// Runs Jest and counts what it found; a file that could not even be loaded counts as one failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run.mjs';

export function runJest(name, args, env) {
  const output = join(mkdtempSync(join(tmpdir(), 'jest-')), 'result.json');
  const flags = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const argv = [...flags, '--json', '--outputFile', output, '--passWithNoTests', ...args];
  const { status } = spawnSync(process.execPath, argv, {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { passed, failed } = read(output);
  return { name, passed, failed: status === 0 ? failed : Math.max(failed, 1) };
}

function read(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
