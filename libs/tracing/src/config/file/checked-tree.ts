import type { Checked } from './check-file.js';

/** What stands below these keys. */
export function below(tree: Checked | undefined, ...path: readonly string[]): Checked | undefined {
  const [key, ...rest] = path;
  if (key === undefined || tree === undefined) return tree;
  return isSection(tree) && Object.hasOwn(tree, key) ? below(tree[key], ...rest) : undefined;
}

/** The value below these keys. */
export function textOf(tree: Checked | undefined, ...path: readonly string[]): string | undefined {
  const found = below(tree, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function itemsOf(tree: Checked | undefined, ...path: readonly string[]): readonly Checked[] {
  const found = below(tree, ...path);
  return isList(found) ? found : [];
}

const isList = (tree: Checked | undefined): tree is readonly Checked[] => Array.isArray(tree);

const isSection = (tree: Checked): tree is Readonly<Record<string, Checked>> =>
  typeof tree === 'object' && !isList(tree);
