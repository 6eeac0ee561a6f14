/**
 * What Postgres keeps of a text: it has no NUL, and half a character (which cutting leaves) is none. A text with either
 * would not be stored at all, however often it is tried.
 */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();

/** JSON whose texts can be stored, whether as `text`, `json` or `jsonb`. */
export const storableJson = (value: object): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
