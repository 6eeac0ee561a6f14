import { globMatches } from './glob.js';

/** A first look that most names fail: literals only, so its time is linear. */
const MAYBE =
  /pass|pwd|secret|token|key|auth|cookie|cred|mail|card|cvv|cvc|ssn|jwt|bearer|header|sig|code|iban/i;
const WORDS = new Set(
  (
    'password passwd pwd passphrase passcode secret secrets token authorization cookie cookies credential credentials ' +
    'email emails mail apikey jwt bearer cvv cvc ssn iban extraheader creditcard cardnumber privatekey accesskey'
  ).split(' '),
);
/** Two words in a row. */
const PAIRS = new Set(
  (
    'api key,access key,private key,secret key,signing key,encryption key,account key,auth key,card number,' +
    'credit card,extra header'
  ).split(','),
);
const ENDINGS = [
  'password',
  'passwd',
  'secret',
  'token',
  'apikey',
  'cookie',
  'credential',
  'credentials',
  'email',
];
/** `token.type`, `password_length`: about a secret, but none. */
const ABOUT = new Set(['type', 'count', 'counts', 'length', 'limit', 'usage', 'budget', 'bucket']);
const QUERY_NAMES = new Set(['key', 'sig', 'signature', 'code', 'auth', 'pass', 'awsaccesskeyid']);
const HEADERS = new Set(['authorization', 'cookie', 'extraheader']);
const LONGEST = 256;

/** How a name's value is to be treated. `header`: all that follows on the line is secret. */
export type NameKind = 'plain' | 'secret' | 'header';

/** Tells from the name of a value whether the value is secret. */
export class SecretNames {
  private readonly extra: readonly string[];

  /** @param extra more names, without regard to case; `*` stands for anything */
  constructor(extra: readonly string[] = []) {
    this.extra = extra.map((name) => name.toLowerCase());
  }

  kindOf(name: string, isInQuery = false): NameKind {
    if (name.length > LONGEST) return 'secret';
    if (this.extra.length > 0 && this.isExtra(name)) return 'secret';
    if (!MAYBE.test(name)) return 'plain';
    const words = wordsOf(name);
    const last = words.at(-1) ?? '';
    if (isInQuery && words.length > 0 && (QUERY_NAMES.has(words.join('')) || QUERY_NAMES.has(last)))
      return 'secret';
    if (ABOUT.has(last) || !words.some(isSecretWord)) return 'plain';
    return HEADERS.has(last) || words.slice(-2).join(' ') === 'extra header' ? 'header' : 'secret';
  }

  private isExtra(name: string): boolean {
    const lower = name.toLowerCase();
    return this.extra.some((glob) => globMatches(glob, lower));
  }
}

function isSecretWord(word: string, at: number, words: readonly string[]): boolean {
  if (WORDS.has(word) || ENDINGS.some((ending) => word.endsWith(ending))) return true;
  const next = words[at + 1];
  return next !== undefined && PAIRS.has(`${word} ${next}`);
}

/** `http.request.header.X-Api-Key`, `accessToken`, `access%5Ftoken`: their words, in lower case. */
function wordsOf(name: string): string[] {
  return decoded(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter((word) => word !== '');
}

function decoded(name: string): string {
  if (!name.includes('%')) return name;
  return name.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
