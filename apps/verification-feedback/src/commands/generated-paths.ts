import ignore, { type Ignore } from 'ignore';

/** Folders that tools fill for themselves, whether or not .gitignore names them. */
const GENERATED =
  /(?:^|\/)(?:\.cache|\.nyc_output|\.next|\.nuxt|\.turbo|\.nx|\.parcel-cache|\.gradle|\.venv|__pycache__|\.pytest_cache|\.mypy_cache|\.ruff_cache|coverage)\//;

/** .gitignore files by the folder that they are in; the top is the empty text. */
export type IgnoreFiles = ReadonlyMap<string, string>;

/** Tells whether a new file is output of a tool: it is in a folder of that kind, or .gitignore names it. */
export function generatedPaths(ignoreFiles: IgnoreFiles): (path: string) => boolean {
  const rules = new Map([...ignoreFiles].map(([folder, text]) => [folder, ignore().add(text)]));
  return (path) => GENERATED.test(path) || isIgnored(path, rules);
}

/** The rules of deeper folders stand over those of the folders above. */
function isIgnored(path: string, rules: ReadonlyMap<string, Ignore>): boolean {
  const parts = path.split('/');
  let ignored = false;
  for (let depth = 0; depth < parts.length; depth += 1) {
    const found = rules.get(parts.slice(0, depth).join('/'))?.test(parts.slice(depth).join('/'));
    if (found?.ignored === true) ignored = true;
    if (found?.unignored === true) ignored = false;
  }
  return ignored;
}
