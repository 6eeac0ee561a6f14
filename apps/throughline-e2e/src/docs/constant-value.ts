import ts from 'typescript';
import { walk } from './source-files.js';

export type Constant = string | number | boolean | readonly Constant[];

/** What an expression of literals and constants of its file means; undefined for anything else. */
export function constantValue(node: ts.Expression): Constant | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return constantValue(node.expression);
  if (ts.isArrayLiteralExpression(node)) return listValue(node);
  if (ts.isBinaryExpression(node)) return binaryValue(node);
  if (ts.isIdentifier(node)) return namedValue(node);
  return undefined;
}

function listValue(node: ts.ArrayLiteralExpression): Constant | undefined {
  const values = node.elements.map(constantValue);
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

function binaryValue({ left, operatorToken, right }: ts.BinaryExpression): Constant | undefined {
  const [a, b] = [constantValue(left), constantValue(right)];
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  if (operatorToken.kind === ts.SyntaxKind.AsteriskToken) return a * b;
  if (operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) return a ** b;
  return operatorToken.kind === ts.SyntaxKind.PlusToken ? a + b : undefined;
}

function namedValue(name: ts.Identifier): Constant | undefined {
  let value: Constant | undefined;
  walk(name.getSourceFile(), (node) => {
    const isIt = ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name.text;
    if (isIt && node.initializer !== undefined && node.initializer !== name)
      value ??= constantValue(node.initializer);
  });
  return value;
}
