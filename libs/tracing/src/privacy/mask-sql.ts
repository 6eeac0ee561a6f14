import { CODE, isAlphanumeric, isDigit, until } from './characters.js';

const PLACE = '?';
const DOLLAR = 36;
const LONGEST_TAG = 64;

/** The statement with `?` for its literals and without its comments, in one pass. */
export function maskSql(sql: string): string {
  let shown = '';
  let done = 0;
  for (let at = 0; at < sql.length;) {
    const comment = commentEnd(sql, at);
    const end = comment === at ? literalEnd(sql, at) : comment;
    if (end === at) {
      at = keptEnd(sql, at);
      continue;
    }
    shown += sql.slice(done, at) + (comment === at ? PLACE : '');
    done = end;
    at = end;
  }
  return done === 0 ? sql : shown + sql.slice(done);
}

/** Where the comment that begins here ends; `at` itself, where none does. */
function commentEnd(sql: string, at: number): number {
  const code = sql.charCodeAt(at);
  if (code === CODE.dash && sql.charCodeAt(at + 1) === CODE.dash) return until(sql, at, isNewline);
  if (code === CODE.slash && sql.startsWith('*', at + 1)) return after(sql, '*/', at + 2);
  return at;
}

/** The same, of a literal: a number, a text, or what stands between dollar signs. */
function literalEnd(sql: string, at: number): number {
  const code = sql.charCodeAt(at);
  if (isDigit(code)) return until(sql, at, endsNumber);
  if (code === CODE.apostrophe) return textEnd(sql, at, false);
  if (code === DOLLAR) return dollarEnd(sql, at);
  // A prefix of a text, such as E'…' or X'…', belongs to it.
  if (sql.charCodeAt(at + 1) !== CODE.apostrophe || endsTag(code)) return at;
  return textEnd(sql, at + 1, code === 69 || code === 101);
}

/** Where what stays as it is ends: a word, a quoted name, a parameter, or one character. */
function keptEnd(sql: string, at: number): number {
  const code = sql.charCodeAt(at);
  if (code === CODE.quote) return after(sql, '"', at + 1);
  if (isAlphanumeric(code) || code === CODE.underscore) return until(sql, at, endsWord);
  return code === DOLLAR ? tagEnd(sql, at) : at + 1;
}

const isNewline = (code: number): boolean => code === CODE.newline;
const endsTag = (code: number): boolean => !isAlphanumeric(code) && code !== CODE.underscore;
const endsWord = (code: number): boolean => endsTag(code) && code !== DOLLAR;
const endsNumber = (code: number): boolean => endsTag(code) && code !== CODE.dot;

function after(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from);
  return found === -1 ? sql.length : found + mark.length;
}

function textEnd(sql: string, open: number, hasEscapes: boolean): number {
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

const tagEnd = (sql: string, at: number): number => until(sql, at + 1, endsTag, LONGEST_TAG);

/** `$1` is a parameter and stays; `$tag$ … $tag$` is a literal. */
function dollarEnd(sql: string, at: number): number {
  const end = tagEnd(sql, at);
  if (sql.charCodeAt(end) !== DOLLAR || isDigit(sql.charCodeAt(at + 1))) return at;
  return after(sql, sql.slice(at, end + 1), end + 1);
}
