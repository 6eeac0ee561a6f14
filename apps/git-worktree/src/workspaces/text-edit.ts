export type Edit = { readonly text: string } | { readonly occurrences: 0 | 'many' };

/** Replaces the one occurrence of `old`; anything else than exactly one is told instead. */
export function editOnce(text: string, old: string, replacement: string): Edit {
  const at = text.indexOf(old);
  if (at < 0) return { occurrences: 0 };
  if (text.indexOf(old, at + 1) >= 0) return { occurrences: 'many' };
  return { text: text.slice(0, at) + replacement + text.slice(at + old.length) };
}

export interface Excerpt {
  readonly content: string;
  readonly totalLines: number;
  readonly truncated: boolean;
}

/** Lines `startLine` to `endLine` (from 1, both included) up to a bound in characters, whole lines where it can be. */
export function excerpt(text: string, maxChars: number, startLine = 1, endLine = Infinity): Excerpt {
  const lines = text === '' ? [] : text.split(/(?<=\n)/);
  const wanted = lines.slice(startLine - 1, Math.max(startLine - 1, endLine));
  const kept: string[] = [];
  let size = 0;
  for (const line of wanted) {
    if (size + line.length > maxChars) {
      if (kept.length === 0) kept.push(line.slice(0, maxChars).toWellFormed());
      return { content: kept.join(''), totalLines: lines.length, truncated: true };
    }
    kept.push(line);
    size += line.length;
  }
  return { content: kept.join(''), totalLines: lines.length, truncated: false };
}

/** The text of a file, or undefined when it is none: NUL bytes, or not UTF-8. */
export function textOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
