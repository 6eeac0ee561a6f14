import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { type SourceFile, parse, sourceFiles, walk } from './source-files.js';

/** What a service says is read by callers of all kinds; how a command is typed, the command line alone knows. */
const COMMAND = /[:,(] *throughline [a-z]/;

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);

function commandsIn({ tree, path }: SourceFile): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (isText(node) && COMMAND.test(node.getText())) found.push(`${path}: ${node.getText()}`);
  });
  return found;
}

describe('the sentences of services and libraries', () => {
  it('name no command', () => {
    const files = sourceFiles().filter(({ part }) => part !== 'cli');
    expect(files.length).toBeGreaterThan(500);
    expect(files.flatMap(commandsIn)).toEqual([]);
  });

  it('are found where they do', () => {
    const text =
      'const one = `no run ${id}. List them with: throughline runs`; const key = "throughline key";';
    expect(commandsIn(parse('apps/x/src/x.ts', text))).toEqual([expect.stringContaining('List them with')]);
  });
});
