import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { type SourceFile, sourceFiles } from './source-files.js';

const INDEX = 'libs/tracing/src/index.ts';
const files = new Map(sourceFiles().map((file) => [file.path, file]));

interface Export {
  readonly name: string;
  readonly path: string;
}

/** What the library exports, and from which file. */
function exportsOf({ tree }: SourceFile): Export[] {
  return tree.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, moduleSpecifier }) => {
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    const path = join(dirname(INDEX), moduleSpecifier.text.replace(/\.js$/, '.ts'));
    return exportClause.elements.map(({ name, propertyName }) => ({
      name: (propertyName ?? name).text,
      path,
    }));
  });
}

const declaredNames = (node: ts.Statement): string[] => {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => name.getText());
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node);
  return isNamed && node.name !== undefined ? [node.name.text] : [];
};

/** Whether any of the declarations of a name has a doc comment; what is only handed on has none here. */
function isDocumented({ name, path }: Export): boolean {
  const tree = files.get(path)?.tree;
  const declarations = tree?.statements.filter((node) => declaredNames(node).includes(name)) ?? [];
  return (
    declarations.length === 0 || declarations.some((node) => ts.getJSDocCommentsAndTags(node).length > 0)
  );
}

describe('the API of libs/tracing', () => {
  const index = files.get(INDEX);
  const exported = index === undefined ? [] : exportsOf(index);

  it('is found', () => {
    expect(exported.length).toBeGreaterThan(150);
    expect(exported.filter(({ path }) => !files.has(path))).toEqual([]);
  });

  it('says of every export what it is', () => {
    expect(exported.filter((each) => !isDocumented(each))).toEqual([]);
  });
});
