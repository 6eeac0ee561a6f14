import ts from 'typescript';
import { type Constant, constantValue } from './constant-value.js';
import { type SourceFile, walk } from './source-files.js';

/** A variable that a part reads, or declares as a setting of its own. */
export interface EnvironmentRead {
  readonly part: string;
  readonly name: string;
  readonly place: string;
  /** Declared with `env: 'NAME'`, in a config class or a list of settings. */
  readonly isDeclared: boolean;
  readonly default?: Constant | undefined;
}

const VARIABLE = /^[A-Z][A-Z0-9_]+$/;

/** What functions of Node read by themselves. */
const READ_BY_NODE: Readonly<Record<string, string>> = { tmpdir: 'TMPDIR', homedir: 'HOME' };

export function environmentReads({ part, path, tree }: SourceFile): EnvironmentRead[] {
  const found: EnvironmentRead[] = [];
  walk(tree, (node) => {
    const declared = declaredSetting(node);
    if (declared !== undefined) found.push({ part, place: path, isDeclared: true, ...declared });
    for (const name of namesRead(node))
      if (VARIABLE.test(name)) found.push({ part, name, place: path, isDeclared: false });
  });
  return found;
}

/** `env[name]`: a read whose variable the code does not name there. */
export function hasComputedRead({ tree }: SourceFile): boolean {
  let found = false;
  walk(tree, (node) => {
    found ||=
      ts.isElementAccessExpression(node) &&
      isEnvironment(node.expression) &&
      !ts.isStringLiteralLike(node.argumentExpression);
  });
  return found;
}

function declaredSetting(node: ts.Node): { name: string; default: Constant | undefined } | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const name = propertyOf(node, 'env');
  if (name === undefined || !ts.isStringLiteralLike(name) || !VARIABLE.test(name.text)) return undefined;
  const initial = propertyOf(node, 'default');
  return { name: name.text, default: initial === undefined ? undefined : valueOf(initial) };
}

function valueOf(initial: ts.Expression): Constant {
  const value = constantValue(initial);
  if (value !== undefined) return value;
  throw new TypeError(
    `${initial.getSourceFile().fileName}: the default ${initial.getText()} is no constant of its file`,
  );
}

function namesRead(node: ts.Node): readonly string[] {
  if (ts.isElementAccessExpression(node) && isEnvironment(node.expression) && !isWritten(node))
    return literals(node.argumentExpression);
  if (ts.isPropertyAccessExpression(node) && isEnvironment(node.expression) && !isWritten(node))
    return [node.name.text];
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name))
    return node.initializer !== undefined && isEnvironment(node.initializer) ? namesTaken(node.name) : [];
  return ts.isCallExpression(node) ? namesAsked(node) : [];
}

/** `text(env, 'NAME')`, `ratio(env, ['NAME', 'OTHER'], 1)`, and what Node reads for its caller. */
function namesAsked({ expression, arguments: args }: ts.CallExpression): readonly string[] {
  const byNode = READ_BY_NODE[expression.getText()];
  if (byNode !== undefined) return [byNode];
  const [first, ...rest] = args;
  return first !== undefined && isEnvironment(first) ? rest.flatMap(literals) : [];
}

function literals(node: ts.Expression): readonly string[] {
  const value = constantValue(node);
  return [value].flat().filter((each) => typeof each === 'string');
}

const namesTaken = (pattern: ts.ObjectBindingPattern): string[] =>
  pattern.elements
    .filter((element) => element.dotDotDotToken === undefined)
    .map((element) => (element.propertyName ?? element.name).getText());

/** `process.env`, `env`, `options.env`. */
const isEnvironment = (node: ts.Expression): boolean =>
  ts.isIdentifier(node)
    ? node.text === 'env'
    : ts.isPropertyAccessExpression(node) && node.name.text === 'env';

const isWritten = ({ parent }: ts.Node & { readonly parent: ts.Node }): boolean =>
  ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;

const propertyOf = (node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined =>
  node.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)
    ?.initializer;
