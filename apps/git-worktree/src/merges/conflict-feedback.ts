import type { ConflictNote } from './merge-output.js';

export const MAX_FEEDBACK_CHARS = 24_000;
const MAX_HUNK_LINES = 80;
const CONTEXT_LINES = 3;

export interface ConflictedFile {
  readonly path: string;
  /** The file with conflict markers; undefined: no text, or not there. */
  readonly text: string | undefined;
}

/** The conflict as the next attempt is told of it: which files, why, and the places, up to a bound. */
export function conflictFeedback(files: readonly ConflictedFile[], notes: readonly ConflictNote[]): string {
  const parts = [
    'Your change cannot be merged: other tasks of this run have changed the same places meanwhile. ' +
      'Make your change again on top of theirs; your new workspace has theirs already.',
    ...notes.filter(({ type }) => type.startsWith('CONFLICT')).map(({ text }) => text),
    ...files.flatMap(({ path, text }) =>
      text === undefined ? [] : conflictHunks(text).map((hunk) => `${path}:\n${hunk}`),
    ),
  ];
  return joinWithin(parts, MAX_FEEDBACK_CHARS);
}

/** The stretches between conflict markers, with some lines around; `<<<<<<<` is the run's branch, `>>>>>>>` the attempt. */
export function conflictHunks(text: string): string[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, i) => (line.startsWith('<<<<<<< ') ? [i] : []));
  return starts.flatMap((start) => {
    const length = lines.slice(start).findIndex((line) => line.startsWith('>>>>>>> '));
    if (length < 0) return [];
    const hunk = lines.slice(Math.max(0, start - CONTEXT_LINES), start + length + 1 + CONTEXT_LINES);
    return [
      hunk.length > MAX_HUNK_LINES
        ? [...hunk.slice(0, MAX_HUNK_LINES), '… (cut)'].join('\n')
        : hunk.join('\n'),
    ];
  });
}

function joinWithin(parts: readonly string[], limit: number): string {
  const kept: string[] = [];
  let size = 0;
  for (const part of parts) {
    size += part.length + 2;
    if (size > limit)
      return [...kept, '… (more conflicts are not shown)']
        .join('\n\n')
        .slice(0, limit + 100)
        .toWellFormed();
    kept.push(part);
  }
  return kept.join('\n\n');
}
