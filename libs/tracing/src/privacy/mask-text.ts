import { emailAround, userInfoAfter } from './addresses.js';
import { type KindOfName, assignedValue, optionValue } from './assignments.js';
import { CODE, isAlphanumeric, wordEnd } from './characters.js';
import type { Range } from './range.js';
import { secretWord } from './secret-words.js';

export interface TextRules {
  /** What stands in the place of a secret. */
  readonly mask: string;
  readonly kindOf: KindOfName;
  /** Forms of words that are secret; `*` stands for anything. */
  readonly globs: readonly string[];
}

/**
 * The text with the mask for each secret that shows by its form or by the name in front of it. One pass: each finder looks
 * at a bounded number of characters around the one it is asked about, or at some that are then masked and not looked at
 * again. So the time is linear, whatever the text.
 */
export function maskText(text: string, rules: TextRules): string {
  let shown = '';
  let done = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    const isWord = isAlphanumeric(code);
    const next = isWord ? wordEnd(text, at) : at + 1;
    const found = isWord ? secretWord(text, at, next, rules.globs) : atSign(text, at, code, done, rules);
    if (found === undefined || found.to <= done) {
      at = next;
      continue;
    }
    shown += text.slice(done, found.from) + rules.mask;
    done = found.to;
    at = Math.max(found.to, at + 1);
  }
  return done === 0 ? text : shown + text.slice(done);
}

function atSign(text: string, at: number, code: number, done: number, rules: TextRules): Range | undefined {
  switch (code) {
    case CODE.at:
      return emailAround(text, at, at + 1, done);
    case CODE.percent:
      return text.startsWith('40', at + 1) ? emailAround(text, at, at + 3, done) : undefined;
    case CODE.equals:
      return assignedValue(text, at, done, rules.kindOf);
    case CODE.colon:
      return userInfoAfter(text, at) ?? assignedValue(text, at, done, rules.kindOf);
    case CODE.dash:
      if (text.charCodeAt(at + 1) !== CODE.dash) return undefined;
      return privateKey(text, at) ?? optionValue(text, at, rules.kindOf);
    default:
      return undefined;
  }
}

/** A private key in PEM, whole or cut off. */
function privateKey(text: string, at: number): Range | undefined {
  if (!text.startsWith('-----BEGIN ', at) || !text.slice(at, at + 64).includes('PRIVATE KEY'))
    return undefined;
  const end = text.indexOf('-----END ', at);
  const close = end === -1 ? -1 : text.indexOf('-----', end + 9);
  return { from: at, to: close === -1 ? text.length : close + 5 };
}
