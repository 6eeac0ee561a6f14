import ts from 'typescript';
import type { ErrorCode } from './error-codes.js';
import { type SourceFile, walk } from './source-files.js';

type Found = Pick<ErrorCode, 'code' | 'status'>;

const CODE = /^[a-z]+(_[a-z]+)*$/;

/** Codes that no error carries: in messages, in answers of the framework, and for errors that nobody foresaw. */
export function codesBeside({ part, path, tree }: SourceFile): ErrorCode[] {
  const takers = functionsWithCode(tree);
  const found: Found[] = [];
  walk(tree, (node) => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code')
      found.push(...texts(node.initializer));
    if (ts.isConditionalExpression(node)) found.push(...otherwise(node));
    if (ts.isVariableDeclaration(node) && /ErrorCode$/.test(node.name.getText())) found.push(...listed(node));
    if (ts.isCallExpression(node)) found.push(...called(node, takers));
  });
  const unique = new Map(found.map((each) => [each.code, each]));
  return [...unique.values()].map((each) => ({ part, place: path, ...each }));
}

/** `'plan_invalid'`, or both of `usage ? 'usage' : 'internal'`. */
function texts(node: ts.Expression): Found[] {
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  return ts.isStringLiteralLike(node) && CODE.test(node.text) ? [{ code: node.text }] : [];
}

/** `error instanceof ThroughlineError ? error.code : 'unexpected_error'`. */
function otherwise({ condition, whenTrue, whenFalse }: ts.ConditionalExpression): Found[] {
  const isOwnCode = ts.isPropertyAccessExpression(whenTrue) && whenTrue.name.text === 'code';
  const isListed = ts.isElementAccessExpression(whenTrue) && /ErrorCode$/.test(whenTrue.expression.getText());
  const isOurs = isListed || (isOwnCode && condition.getText().includes('ThroughlineError'));
  return isOurs ? texts(whenFalse) : [];
}

/** `const HttpErrorCode = { 404: 'not_found_route' }`. */
function listed(node: ts.VariableDeclaration): Found[] {
  const found: Found[] = [];
  walk(node, (each) => {
    if (ts.isPropertyAssignment(each) && ts.isStringLiteralLike(each.initializer))
      found.push({ code: each.initializer.text, status: Number(each.name.getText()) });
  });
  return found;
}

/** `describe(500, 'internal_error', …)`, where `describe` takes a status and a code. */
function called(node: ts.CallExpression, takers: ReadonlyMap<string, readonly string[]>): Found[] {
  const parameters = takers.get(node.expression.getText());
  const given = parameters === undefined ? undefined : node.arguments[parameters.indexOf('code')];
  if (parameters === undefined || given === undefined) return [];
  const status = Number(node.arguments[parameters.indexOf('status')]?.getText());
  return texts(given).map((each) => ({ ...each, ...(Number.isNaN(status) ? {} : { status }) }));
}

function functionsWithCode(tree: ts.SourceFile): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  walk(tree, (node) => {
    if (!ts.isArrowFunction(node) && !ts.isFunctionDeclaration(node)) return;
    const name = ts.isArrowFunction(node) ? arrowName(node) : node.name?.text;
    const parameters = node.parameters.map((parameter) => parameter.name.getText());
    if (name !== undefined && parameters.includes('code')) found.set(name, parameters);
  });
  return found;
}

const arrowName = ({ parent }: ts.ArrowFunction): string | undefined =>
  ts.isVariableDeclaration(parent) ? parent.name.getText() : undefined;
