// A tool that passes or fails as a whole.
import { spawnSync } from 'node:child_process';
import { root } from '../run.mjs';

export function check(name, args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return { name, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
}
