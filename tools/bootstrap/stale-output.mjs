// Compiled files whose source is gone: tsc leaves them, and a test runner would still find them.
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesIn } from './state.mjs';

const OUTPUT = /\.(?:d\.ts|js|js\.map|d\.ts\.map)$/;

export function removeStaleOutput(packages) {
  for (const path of packages) {
    const dist = join(path, 'dist');
    for (const file of filesIn(dist)) {
      if (OUTPUT.test(file) && !hasSource(path, relative(dist, file).replace(OUTPUT, ''))) rmSync(file);
    }
  }
}

/** In `src`, or, as those of examples, in a folder beside it. */
const hasSource = (path, name) =>
  [join(path, 'src', name), join(path, name)].some((source) =>
    ['.ts', '.tsx'].some((ending) => existsSync(source + ending)),
  );
