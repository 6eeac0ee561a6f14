import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Code that only tests run: it neither configures the platform nor speaks to its users. */
const TEST_CODE =
  /\.(spec|fixture|testing)\.ts$|\/(testing|fixtures|spec-support)\/|^apps\/throughline-e2e\//;

/** One file of the platform's code, parsed. */
export interface SourceFile {
  /** The app or lib it belongs to, such as `plan-management`. */
  readonly part: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly tree: ts.SourceFile;
}

/** Every file of apps and libs that is not test code; `libs/testing` is code for tests, with settings of its own. */
export function sourceFiles(): SourceFile[] {
  return globSync('{apps,libs}/*/src/**/*.ts', { cwd: ROOT })
    .filter((path) => !TEST_CODE.test(path.replace(/^libs\/testing\//, 'libs/for-tests/')))
    .sort()
    .map((path) => parse(path, readFileSync(`${ROOT}${path}`, 'utf8')));
}

export function parse(path: string, text: string): SourceFile {
  const part = path.split('/')[1] ?? '';
  return { part, path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

export const document = (name: string): string => readFileSync(`${ROOT}docs/${name}`, 'utf8');

/** Calls `visit` for a node and all below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
