const MAX_SAID = 500;

/** Anything that looks like a key, in full or masked by the server itself. */
const KEY_LIKE = /\bsk-[\w*.-]{4,}/g;

/** What a server says, fit to be shown: without the key, on one line, cut. */
export function redact(text: string, key: string | undefined): string {
  const withoutKey = key === undefined || key === '' ? text : text.replaceAll(key, '***');
  return withoutKey
    .replace(KEY_LIKE, '***')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_SAID);
}
