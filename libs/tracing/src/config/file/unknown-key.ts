import type { Shape } from './shape.js';
import { FILE_SHAPE } from './tracing-file.shape.js';

const MAX_DISTANCE = 3;

/** The key that was probably meant: a sibling that is spelled alike, else one of that name elsewhere in the file. */
export function nearestKey(path: readonly string[], siblings: readonly string[]): string | undefined {
  const key = path.at(-1) ?? '';
  const [best] = siblings
    .map((name) => ({ name, away: distance(key, name) }))
    .filter(({ away, name }) => away <= Math.min(MAX_DISTANCE, name.length / 2))
    .toSorted((one, other) => one.away - other.away);
  if (best !== undefined) return [...path.slice(0, -1), best.name].join('.');
  return pathsOf(FILE_SHAPE)
    .find((known) => known.at(-1) === key)
    ?.join('.');
}

function pathsOf(shape: Shape, at: readonly string[] = []): string[][] {
  if (shape.kind === 'named') return pathsOf(shape.each, [...at, '<name>']);
  if (shape.kind !== 'section') return [];
  return Object.entries(shape.keys).flatMap(([key, below]) => [
    [...at, key],
    ...pathsOf(below, [...at, key]),
  ]);
}

/** How many characters have to be put in, taken away or changed; words longer than any key are simply far away. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MAX_DISTANCE) return Infinity;
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [at, wanted] of [...other].entries()) {
      const change = (above[at] ?? 0) + (letter === wanted ? 0 : 1);
      line.push(Math.min(change, (above[at + 1] ?? 0) + 1, (line[at] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? Infinity;
}
