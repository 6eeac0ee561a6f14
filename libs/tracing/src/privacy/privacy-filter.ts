import type { Attributes } from '@opentelemetry/api';
import { BoundedMemo } from './bounded-memo.js';
import { maskSql } from './mask-sql.js';
import { type TextRules, maskText } from './mask-text.js';
import { FILTERED, MASK } from './range.js';
import { type NameKind, SecretNames } from './secret-names.js';
import { isCardNumber } from './secret-words.js';

/** What is secret besides what the filter knows by itself. */
export interface PrivacyOptions {
  /** Names whose values are secret, without regard to case; `*` stands for anything: `customer.*.iban`. */
  readonly keys?: readonly string[];
  /** Words that are secret wherever they stand; `*` stands for anything: `acme_*`. No regular expressions: these are linear. */
  readonly patterns?: readonly string[];
  /** What stands in the place of a secret; default: `***`. */
  readonly mask?: string;
}

type KeyKind = NameKind | 'sql';

interface KnownKey {
  readonly kind: KeyKind;
  /** The key as it may be shown. */
  readonly name: string;
}

const SQL_KEY = /^db\.(?:query\.text|statement)$/;
const SQL_PARAMETER = /^db\.(?:query|operation)\.parameter\./;
const SMALLEST_CARD = 1e12;
const DEEPEST = 16;

/** Masks what is secret in the data of spans and logs. Never changes what it is given; in doubt it shows too little. */
export class PrivacyFilter {
  private readonly names: SecretNames;
  private readonly mask: string;
  private readonly rules: TextRules;
  private readonly keys = new BoundedMemo<KnownKey>(2048, 256);
  private readonly nameKinds = new BoundedMemo<NameKind>(1024, 64);
  private readonly queryNameKinds = new BoundedMemo<NameKind>(1024, 64);
  /** Short texts without a secret: names, ids and states come again and again. */
  private readonly harmless = new BoundedMemo<true>(1024, 64);

  /** Prepared statements come again and again, too. */
  private readonly statements = new BoundedMemo<string>(256, 1024);

  constructor({ keys = [], patterns = [], mask = MASK }: PrivacyOptions = {}) {
    this.mask = mask;
    this.names = new SecretNames(keys);
    this.rules = { mask, globs: patterns, kindOf: (name, isInQuery) => this.kindOfName(name, isInQuery) };
  }

  /** Span attributes: the same object when there is nothing to mask, else a copy. */
  filterAttributes(attributes: Attributes): Attributes {
    let copy: Attributes | undefined;
    for (const key in attributes) {
      const value = attributes[key];
      const { kind, name } = this.keyOf(key);
      const shown = this.filterValue(kind, value);
      if (shown === value && name === key) continue;
      copy ??= { ...attributes };
      if (name !== key) Reflect.deleteProperty(copy, key);
      copy[name] = shown;
    }
    return copy ?? attributes;
  }

  /** A text of any kind: a name, a message, a URL, a line of output. */
  filterText(text: string): string {
    if (this.harmless.get(text) === true) return text;
    try {
      const shown = maskText(text, this.rules);
      if (shown === text) this.harmless.set(text, true);
      return shown;
    } catch {
      return FILTERED;
    }
  }

  /** A statement: without its literals and comments, and without secrets in what is left. */
  filterSql(sql: string): string {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    try {
      // A key of several lines would lose its first one as a comment.
      const whole = sql.includes('-----BEGIN ') ? this.filterText(sql) : sql;
      const shown = this.filterText(maskSql(whole));
      if (!sql.includes("'")) this.statements.set(sql, shown); // none with texts: they are not kept longer than needed
      return shown;
    } catch {
      return FILTERED;
    }
  }

  /** Arguments of a program, where the value of an option may stand behind its name. */
  filterArguments(argv: readonly string[]): string[] {
    return argv.map((argument, at) =>
      this.isSecretOption(argv[at - 1], argument) ? this.mask : this.filterText(argument),
    );
  }

  /** Plain data, such as a log line or baggage: objects and lists as deep as they are. */
  filterData(data: unknown): unknown {
    try {
      return this.dataOf(data, 0);
    } catch {
      return FILTERED;
    }
  }

  /** Entries of baggage or headers. */
  filterEntries(entries: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(entries).map(([key, value]) => {
        const shown = this.filterValue(this.kindOfKey(key), value);
        return [this.filterText(key), typeof shown === 'string' ? shown : FILTERED];
      }),
    );
  }

  private filterValue(kind: KeyKind, value: unknown): unknown {
    if (value === undefined || value === null) return value;
    try {
      return this.valueOf(kind, value);
    } catch {
      return FILTERED;
    }
  }

  private valueOf(kind: KeyKind, value: unknown): unknown {
    if (typeof value === 'boolean') return value;
    if (kind === 'secret' || kind === 'header') return this.mask;
    if (typeof value === 'number') return isCardLike(value) ? this.mask : value;
    if (typeof value === 'string') return kind === 'sql' ? this.filterSql(value) : this.filterText(value);
    return this.dataOf(value, 0);
  }

  private dataOf(data: unknown, depth: number): unknown {
    if (depth > DEEPEST) return FILTERED;
    if (typeof data === 'string') return this.filterText(data);
    if (typeof data === 'number') return isCardLike(data) ? this.mask : data;
    if (Array.isArray(data)) return this.listOf(data, depth);
    if (ArrayBuffer.isView(data)) return FILTERED; // bytes show nothing to a reader, and may be anything
    if (typeof data !== 'object' || data === null) return data;
    const entries = Object.entries(data).map(([key, value]: [string, unknown]) => [
      this.filterText(key),
      this.memberOf(key, value, depth),
    ]);
    return Object.fromEntries(entries);
  }

  private memberOf(key: string, value: unknown, depth: number): unknown {
    const kind = this.kindOfKey(key);
    if (typeof value === 'boolean' || value === null || value === undefined) return value;
    if (kind === 'secret' || kind === 'header') return this.mask;
    return kind === 'sql' && typeof value === 'string'
      ? this.filterSql(value)
      : this.dataOf(value, depth + 1);
  }

  private listOf(list: readonly unknown[], depth: number): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let at = 0; at < list.length; at += 1) {
      const item = list[at];
      const shown =
        typeof item === 'string' && this.isSecretOption(list[at - 1], item)
          ? this.mask
          : this.dataOf(item, depth + 1);
      if (shown === item) continue;
      copy ??= [...list];
      copy[at] = shown;
    }
    return copy ?? list;
  }

  /** `--token VALUE`, `-u NAME:PASSWORD`, and lists of headers: name, value, name, value. */
  private isSecretOption(before: unknown, value: string): boolean {
    if (typeof before !== 'string' || value.startsWith('-')) return false;
    if (before === '-u' || before === '--user') return value.includes(':');
    return before.length <= 64 && /^[\w-]+$/.test(before) && this.kindOfName(before, false) !== 'plain';
  }

  private kindOfKey(key: string): KeyKind {
    return this.keyOf(key).kind;
  }

  private keyOf(key: string): KnownKey {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    const kind = SQL_KEY.test(key) ? 'sql' : SQL_PARAMETER.test(key) ? 'secret' : this.names.kindOf(key);
    const found: KnownKey = { kind, name: this.filterText(key) };
    this.keys.set(key, found);
    return found;
  }

  private kindOfName(name: string, isInQuery: boolean): NameKind {
    const kinds = isInQuery ? this.queryNameKinds : this.nameKinds;
    const known = kinds.get(name);
    if (known !== undefined) return known;
    const kind = this.names.kindOf(name, isInQuery);
    kinds.set(name, kind);
    return kind;
  }
}

const isCardLike = (value: number): boolean =>
  value >= SMALLEST_CARD && Number.isSafeInteger(value) && isCardNumber(String(value));
