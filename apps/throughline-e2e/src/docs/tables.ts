/** One row of a table of a document, by the names of its columns. */
export interface Row {
  /** The parts that the nearest heading names in backticks. */
  readonly parts: readonly string[];
  readonly cells: Readonly<Record<string, string>>;
}

/** All rows of the tables of a Markdown text whose first column is named `first`. */
export function rowsOf(markdown: string, first: string): Row[] {
  const rows: Row[] = [];
  let parts: string[] = [];
  let columns: string[] | undefined;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) parts = inBackticks(line);
    if (!line.startsWith('|')) columns = undefined;
    else if (columns === undefined) columns = cellsOf(line);
    else if (columns[0] === first && !/^\|[ :|-]+$/.test(line))
      rows.push({ parts, cells: named(columns, line) });
  }
  return rows;
}

export const inBackticks = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

const named = (columns: readonly string[], line: string): Record<string, string> =>
  Object.fromEntries(cellsOf(line).map((cell, index) => [columns[index] ?? '', cell]));
