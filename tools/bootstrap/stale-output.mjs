// Compiled files whose source is gone: tsc leaves them, and a test runner would still find them.
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesIn } from './state.mjs';

const OUTPUT = /\.(?:d\.ts|js|js\.map|d\.ts\.map)$/;

export function removeStaleOutput(packages) {
  for (const path of packages) {
    const dist = join(path, 'dist');
    for (const file of filesIn(dist)) {
      const source = join(path, 'src', relative(dist, file).replace(OUTPUT, ''));
      if (OUTPUT.test(file) && !['.ts', '.tsx'].some((ending) => existsSync(source + ending))) rmSync(file);
    }
  }
}
