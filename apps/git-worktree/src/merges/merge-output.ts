/** One thing that git says of a merge: `CONFLICT (contents)`, and the sentence. */
export interface ConflictNote {
  readonly type: string;
  readonly text: string;
}

export interface MergeOutput {
  readonly tree: string;
  readonly files: readonly string[];
  readonly notes: readonly ConflictNote[];
}

/**
 * What `git merge-tree --write-tree -z --name-only --messages` writes: the tree, the names of conflicted files,
 * an empty field, then notes of a count, that many paths, a type and a text.
 */
export function parseMergeTree(output: string): MergeOutput {
  const fields = output.split('\0');
  const tree = fields[0]?.trim() ?? '';
  const empty = fields.indexOf('', 1);
  const files = fields.slice(1, empty < 0 ? undefined : empty);
  return { tree, files: [...new Set(files)], notes: empty < 0 ? [] : notesOf(fields.slice(empty + 1)) };
}

function notesOf(fields: readonly string[]): ConflictNote[] {
  const notes: ConflictNote[] = [];
  for (let at = 0; at < fields.length;) {
    const paths = Number(fields[at]);
    const [type, text] = fields.slice(at + 1 + paths, at + 3 + paths);
    if (!Number.isInteger(paths) || type === undefined || text === undefined) break;
    notes.push({ type, text: text.trim() });
    at += 3 + paths;
  }
  return notes;
}
