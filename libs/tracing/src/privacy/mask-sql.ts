import { CODE, isAlphanumeric, isDigit, until } from './characters.js';

const PLACE = '?';

/** The statement with `?` for its literals and without its comments, in one pass. */
export function maskSql(sql: string): string {
  let shown = '';
  for (let at = 0; at < sql.length;) {
    const { text, next } = partAt(sql, at);
    shown += text;
    at = next;
  }
  return shown;
}

interface Part {
  readonly text: string;
  readonly next: number;
}

function partAt(sql: string, at: number): Part {
  const code = sql.charCodeAt(at);
  if (isDigit(code)) return { text: PLACE, next: numberEnd(sql, at) };
  if (isAlphanumeric(code) || code === CODE.underscore) return wordAt(sql, at);
  if (code === CODE.apostrophe) return { text: PLACE, next: literalEnd(sql, at, false) };
  if (code === CODE.quote) return kept(sql, at, after(sql, '"', at + 1));
  if (sql.startsWith('--', at)) return { text: '', next: until(sql, at, (one) => one === CODE.newline) };
  if (sql.startsWith('/*', at)) return { text: '', next: after(sql, '*/', at + 2) };
  if (code === 36) return dollarAt(sql, at);
  return kept(sql, at, at + 1);
}

const kept = (sql: string, at: number, next: number): Part => ({ text: sql.slice(at, next), next });

function after(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from);
  return found === -1 ? sql.length : found + mark.length;
}

/** A word; one that is a prefix of a literal, such as E'…' or X'…', belongs to it. */
function wordAt(sql: string, at: number): Part {
  const end = until(sql, at, (code) => !isAlphanumeric(code) && code !== CODE.underscore && code !== 36);
  if (end - at === 1 && sql.charCodeAt(end) === CODE.apostrophe)
    return { text: PLACE, next: literalEnd(sql, end, /e/i.test(sql.charAt(at))) };
  return kept(sql, at, end);
}

const numberEnd = (sql: string, at: number): number =>
  until(sql, at, (code) => !isAlphanumeric(code) && code !== CODE.dot && code !== CODE.underscore);

function literalEnd(sql: string, open: number, hasEscapes: boolean): number {
  for (let at = open + 1; at < sql.length; at += 1) {
    const code = sql.charCodeAt(at);
    if (hasEscapes && code === CODE.backslash) at += 1;
    else if (code === CODE.apostrophe) {
      if (sql.charCodeAt(at + 1) !== CODE.apostrophe) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

/** `$1` is a parameter and stays; `$tag$ … $tag$` is a literal. */
function dollarAt(sql: string, at: number): Part {
  const end = until(sql, at + 1, (code) => !isAlphanumeric(code) && code !== CODE.underscore, 64);
  if (sql.charCodeAt(end) !== 36 || isDigit(sql.charCodeAt(at + 1))) return kept(sql, at, end);
  return { text: PLACE, next: after(sql, sql.slice(at, end + 1), end + 1) };
}
