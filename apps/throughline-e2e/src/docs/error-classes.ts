import ts from 'typescript';
import { constantValue } from './constant-value.js';
import { type SourceFile, walk } from './source-files.js';

/** Where a constructor takes what; `fixedKind` where its class has one kind for all. */
export interface Positions {
  readonly code: number;
  readonly kind?: number | undefined;
  readonly fixedKind?: string | undefined;
  readonly status?: number | undefined;
}

export interface ErrorClass {
  readonly positions: Positions;
}

interface Declaration {
  readonly name: string;
  readonly base: string;
  readonly parameters: readonly string[];
  readonly superArguments: readonly ts.Expression[];
}

const ROOTS: readonly [string, ErrorClass][] = [
  ['ThroughlineError', { positions: { code: 0, kind: 1 } }],
  ['TracingError', { positions: { code: 0 } }],
];

/** The error classes whose constructors take a code: the two roots, and those that pass one on to them. */
export function errorClasses(files: readonly SourceFile[]): ReadonlyMap<string, ErrorClass> {
  const known = new Map(ROOTS);
  const waiting = files.flatMap(declarationsIn);
  for (let before = -1; before !== known.size;) {
    before = known.size;
    for (const declaration of waiting) {
      const base = known.get(declaration.base);
      const own = base === undefined ? undefined : passingOn(declaration, base.positions);
      if (own !== undefined && !known.has(declaration.name)) known.set(declaration.name, { positions: own });
    }
  }
  return known;
}

function passingOn({ parameters, superArguments }: Declaration, base: Positions): Positions | undefined {
  const code = positionOf(superArguments[base.code], parameters);
  if (code === undefined) return undefined;
  const kind = base.kind === undefined ? undefined : superArguments[base.kind];
  const fixed = kind === undefined ? base.fixedKind : constantValue(kind);
  return {
    code,
    kind: positionOf(kind, parameters),
    fixedKind: typeof fixed === 'string' ? fixed : undefined,
    status: parameters.includes('status') ? parameters.indexOf('status') : undefined,
  };
}

function positionOf(given: ts.Expression | undefined, parameters: readonly string[]): number | undefined {
  const at = given === undefined ? -1 : parameters.indexOf(given.getText());
  return at === -1 ? undefined : at;
}

function declarationsIn({ tree }: SourceFile): Declaration[] {
  const found: Declaration[] = [];
  walk(tree, (node) => {
    const declaration = ts.isClassDeclaration(node) ? declarationOf(node) : undefined;
    if (declaration !== undefined) found.push(declaration);
  });
  return found;
}

function declarationOf(node: ts.ClassDeclaration): Declaration | undefined {
  const base = node.heritageClauses?.[0]?.types[0]?.expression.getText();
  const maker = node.members.find(ts.isConstructorDeclaration);
  if (node.name === undefined || base === undefined || maker === undefined) return undefined;
  return {
    name: node.name.text,
    base,
    parameters: maker.parameters.map((parameter) => parameter.name.getText()),
    superArguments: superArgumentsIn(maker),
  };
}

function superArgumentsIn(maker: ts.ConstructorDeclaration): readonly ts.Expression[] {
  let found: readonly ts.Expression[] = [];
  walk(maker, (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword)
      found = [...node.arguments];
  });
  return found;
}
