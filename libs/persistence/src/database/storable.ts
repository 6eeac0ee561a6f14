import type { DataSource } from 'typeorm';

/**
 * What Postgres keeps of a text: it has no NUL, and half a character (which cutting leaves) is none. A text with either
 * would not be stored at all, however often it is tried.
 */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();

/** How JSON writes what cannot be stored; a text may hold the same characters and be fine. */
const PERHAPS_UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** JSON whose texts can be stored, whether as `text`, `json` or `jsonb`. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Looking once at the whole is far cheaper than at every part.
  if (typeof text !== 'string' || !PERHAPS_UNSTORABLE.test(text)) return text;
  return JSON.stringify(value, (_key, part: unknown) => storablePart(part));
}

function storablePart(part: unknown): unknown {
  if (typeof part === 'string') return storableText(part);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  const entries = Object.entries(part);
  if (entries.every(([key]) => storableText(key) === key)) return part;
  return Object.fromEntries(entries.map(([key, value]) => [storableText(key), value]));
}

/** Every text and JSON column that is written through entities gets what can be stored. */
export function storeStorable({ driver }: DataSource): void {
  const prepare = driver.preparePersistentValue.bind(driver);
  driver.preparePersistentValue = (value: unknown, column) => {
    const prepared: unknown = prepare(value, column);
    if (typeof prepared !== 'string') return prepared;
    // A JSON column comes as its JSON text, in which what cannot be held is written as an escape.
    const isJson = column.type === 'json' || column.type === 'jsonb';
    return isJson ? storableJson(JSON.parse(prepared)) : storableText(prepared);
  };
}
