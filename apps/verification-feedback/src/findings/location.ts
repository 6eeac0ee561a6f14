export interface Location {
  readonly file: string;
  readonly line: number;
}

const FRAME = /^\s*(?:at |❯ ).*?\(?([^\s():]+):(\d+)(?::\d+)?\)?$/;

/** The first line of a stack trace that is in the tree's own files. */
export function firstFrame(lines: readonly string[]): Location | undefined {
  for (const line of lines) {
    const [, file = '', number] = FRAME.exec(line) ?? [];
    if (file === '' || file.startsWith('node:') || file.startsWith('/') || file.includes('node_modules/'))
      continue;
    return { file, line: Number(number) };
  }
  return undefined;
}

export const isFrame = (line: string): boolean => /^\s*(?:at .+:\d+:\d+\)?|❯ .+:\d+:\d+)/.test(line);

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The lines after `from` that are indented deeper than `depth`; blank lines count as part of them. */
export function indentedBlock(lines: readonly string[], from: number, depth: number): string[] {
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => line.trim() !== '' && indentOf(line) <= depth);
  return end === -1 ? rest : rest.slice(0, end);
}

/** The text of a failure without its stack trace: its first lines. */
export function messageOf(lines: readonly string[], atMost = 12): string {
  const end = lines.findIndex((line) => isFrame(line));
  const own = (end === -1 ? lines : lines.slice(0, end))
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return own.slice(0, atMost).join('\n');
}
