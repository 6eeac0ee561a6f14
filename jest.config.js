import { existsSync, readdirSync } from 'node:fs';
import preset from './jest.preset.js';

const packages = ['libs', 'apps']
  .flatMap((folder) => readdirSync(folder).map((name) => ({ name, path: `${folder}/${name}` })))
  .filter(({ path }) => existsSync(`${path}/package.json`));

/** One Jest project for each package, named like its Nx project. */
export default {
  projects: packages.map(({ name, path }) => ({ ...preset, displayName: name, rootDir: `${path}` })),
};
