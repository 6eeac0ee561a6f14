// Finds modules that import each other in a ring, in the compiled code: imports of types alone are gone there.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesIn, packages } from '../bootstrap/state.mjs';
import { root } from '../run.mjs';

const RELATIVE_IMPORT = /^(?:import|export)\s[^;]*?from\s*'(\.[^']+)'|^import\s*'(\.[^']+)'/gm;

const importsOf = (file) =>
  [...readFileSync(file, 'utf8').matchAll(RELATIVE_IMPORT)].map(([, named, bare]) =>
    join(dirname(file), named ?? bare),
  );

/** The first ring found from each module that is in one; every module is looked at once. */
export function importCycles(files) {
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  const done = new Set();
  const rings = [];
  const visit = (file, path) => {
    if (path.includes(file)) rings.push([...path.slice(path.indexOf(file)), file]);
    if (done.has(file) || path.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return rings;
}

export function checkImportCycles() {
  const files = packages().flatMap((path) =>
    [...filesIn(join(path, 'dist'))].filter((file) => file.endsWith('.js')),
  );
  const rings = importCycles(files);
  for (const ring of rings)
    process.stdout.write(`${ring.map((file) => relative(root, file)).join(' -> ')}\n`);
  return { name: 'no import cycles', passed: rings.length === 0 ? 1 : 0, failed: rings.length };
}
