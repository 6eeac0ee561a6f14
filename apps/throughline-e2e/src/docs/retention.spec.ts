import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { document, type SourceFile, sourceFiles, walk } from './source-files.js';
import { inBackticks, rowsOf } from './tables.js';

interface Table {
  readonly part: string;
  readonly name: string;
  /** What stands between the brackets of its CREATE TABLE. */
  readonly columns: string;
}

const files = sourceFiles();
const tables = files.filter(({ path }) => path.includes('/migrations/')).flatMap(tablesMadeBy);
const rows = rowsOf(document('retention.md'), 'table').flatMap(({ parts, cells }) =>
  parts.map((part) => ({
    part,
    table: inBackticks(cells['table'] ?? '')[0] ?? '',
    /** A class, a function, or a clause of SQL. */
    by: inBackticks(cells['goes'] ?? '')[0] ?? '',
  })),
);

function tablesMadeBy({ part, tree }: SourceFile): Table[] {
  const made: Table[] = [];
  walk(tree, (node) => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return;
    for (const [, name = '', columns = ''] of node.getText().matchAll(/CREATE TABLE (\w+) \(([\s\S]*)\)/g))
      made.push({ part, name, columns });
  });
  return made;
}

const keyOf = (part: string, table: string): string => `${part}: ${table}`;
const partOf = (part: string): SourceFile[] => files.filter((file) => file.part === part);
const columnsOf = (part: string, table: string): string =>
  tables.find((each) => each.part === part && each.name === table)?.columns ?? '';

/** The tables that an app's module gives to `runRowsRetention`. */
function forgottenWithRuns(part: string): string[] {
  const found: string[] = [];
  for (const { tree } of partOf(part))
    walk(tree, (node) => {
      if (ts.isCallExpression(node) && node.expression.getText() === 'runRowsRetention')
        found.push(...node.arguments.filter(ts.isStringLiteral).map(({ text }) => text));
    });
  return found;
}

const hasClass = (part: string, name: string): boolean =>
  partOf(part).some(({ tree }) =>
    tree.statements.some((statement) => ts.isClassDeclaration(statement) && statement.name?.text === name),
  );

function goes({ part, table, by }: (typeof rows)[number]): boolean {
  if (by === 'ON DELETE CASCADE') return columnsOf(part, table).includes(by);
  if (by === 'runRowsRetention')
    return forgottenWithRuns(part).includes(table) && /^\s*run_id /.test(columnsOf(part, table));
  return hasClass(part, by);
}

describe('docs/retention.md', () => {
  it('lists every table that a migration makes, once', () => {
    const made = tables.map(({ part, name }) => keyOf(part, name)).sort();
    expect(made.length).toBeGreaterThan(20);
    expect(rows.map(({ part, table }) => keyOf(part, table)).sort()).toEqual(made);
  });

  it('names of each what takes its rows out, as the code has it', () => {
    expect(rows.filter((row) => !goes(row))).toEqual([]);
  });

  it('says so of all tables that services forget with their runs', () => {
    const parts = [...new Set(files.map(({ part }) => part))];
    const given = parts.flatMap((part) => forgottenWithRuns(part).map((table) => keyOf(part, table)));
    const said = rows.filter(({ by }) => by === 'runRowsRetention');
    expect(said.map(({ part, table }) => keyOf(part, table)).sort()).toEqual(given.sort());
  });
});
