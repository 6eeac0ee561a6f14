// What bootstrap's work depends on, as short texts that change with it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.mjs';

/** The folders of our packages. */
export const packages = () =>
  ['libs', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => join(root, folder, name))
      .filter((path) => existsSync(join(path, 'package.json'))),
  );

/** Changes with the packages to install and the Node to run. */
export function installState() {
  const hash = createHash('sha256');
  for (const name of ['package-lock.json', '.toolchain/package-lock.json'])
    if (existsSync(join(root, name))) hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

/** Changes with every source file that is added, removed or written, and when compiled code is gone. */
export function sourceState() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  };
  for (const name of ['tsconfig.json', 'tsconfig.base.json']) add(join(root, name));
  for (const path of packages()) {
    add(join(path, 'tsconfig.json'));
    for (const file of filesIn(join(path, 'src'))) add(file);
    hash.update(String(existsSync(join(path, 'dist/.tsbuildinfo'))));
  }
  return hash.digest('hex');
}

export function* filesIn(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else yield path;
  }
}
