import ts from 'typescript';
import { codesBeside } from './codes-beside-errors.js';
import { constantValue } from './constant-value.js';
import { type ErrorClass, errorClasses, type Positions } from './error-classes.js';
import { type SourceFile, walk } from './source-files.js';

/** A code that a part gives to an error, and what it is given with. */
export interface ErrorCode {
  readonly part: string;
  readonly code: string;
  readonly place: string;
  /** An `ErrorKind`; undefined where the code is given without one. */
  readonly kind?: string | undefined;
  readonly status?: number | undefined;
}

export interface ErrorCodes {
  readonly codes: readonly ErrorCode[];
  /** Errors whose code is no text at the place where they are made. */
  readonly unreadable: readonly string[];
}

/** Every code that is given to an error, read from where errors are made and where their classes call `super`. */
export function errorCodes(files: readonly SourceFile[]): ErrorCodes {
  const classes = errorClasses(files);
  const codes: ErrorCode[] = [];
  const unreadable: string[] = [];
  for (const file of files) {
    walk(file.tree, (node) => {
      const given = constructionOf(node, classes);
      if (given === undefined || isPassedOn(given.args[given.positions.code])) return;
      const found = codesGiven(given.args, given.positions);
      if (found.length === 0) unreadable.push(`${file.path}: ${node.getText().slice(0, 60)}`);
      for (const each of found) codes.push({ part: file.part, place: file.path, ...each });
    });
    codes.push(...codesBeside(file));
  }
  return { codes, unreadable };
}

interface Construction {
  readonly args: readonly ts.Expression[];
  readonly positions: Positions;
}

/** `super(…)` or `new Class(…)` of a class whose constructor takes a code. */
function constructionOf(node: ts.Node, classes: ReadonlyMap<string, ErrorClass>): Construction | undefined {
  const name = constructedName(node);
  const positions = name === undefined ? undefined : classes.get(name)?.positions;
  if (positions === undefined) return undefined;
  const isMade = ts.isCallExpression(node) || ts.isNewExpression(node);
  return isMade ? { args: [...(node.arguments ?? [])], positions } : undefined;
}

function constructedName(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) return node.expression.getText();
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.SuperKeyword) return undefined;
  const owner = ts.findAncestor(node, ts.isClassDeclaration);
  return owner?.heritageClauses?.[0]?.types[0]?.expression.getText();
}

/** The constructor's own parameter: whoever calls it names the code. */
const isPassedOn = (code: ts.Expression | undefined): boolean =>
  code !== undefined && ts.isIdentifier(code) && code.text === 'code';

function codesGiven(
  args: readonly ts.Expression[],
  { code, kind, fixedKind, status }: Positions,
): Pick<ErrorCode, 'code' | 'kind' | 'status'>[] {
  const given = args[code];
  const kindGiven = kind === undefined ? undefined : args[kind];
  const statusGiven = status === undefined ? undefined : args[status];
  const known = {
    kind: fixedKind ?? textOf(kindGiven),
    status: statusGiven === undefined ? undefined : Number(statusGiven.getText()),
  };
  const text = textOf(given);
  return text === undefined ? [] : [{ code: text, ...known }];
}

function textOf(node: ts.Expression | undefined): string | undefined {
  const value = node === undefined ? undefined : constantValue(node);
  return typeof value === 'string' ? value : undefined;
}
