import type { TraceState } from '@opentelemetry/api';

const MAX_MEMBERS = 32;
const KEY = /^(?:[a-z][\w\-*/]{0,255}|[a-z\d][\w\-*/]{0,240}@[a-z][\w\-*/]{0,13})$/;
const UPPER_CASE = /[A-Z]/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const SURROUNDING_SPACE = /^[ \t]+|[ \t]+$/g;

type Member = readonly [key: string, value: string];

/** The members of a `tracestate`, newest first, as W3C has them: nothing is changed on the way but by its owner. */
export class TraceStateList implements TraceState {
  private constructor(private readonly members: readonly Member[]) {}

  static readonly EMPTY = new TraceStateList([]);

  /** The list of a header; undefined when any of it is wrong, because then all of it is to be ignored. */
  static parse(header: string): TraceStateList | undefined {
    const members: Member[] = [];
    const keys = new Set<string>();
    for (const part of header.split(',')) {
      const text = part.replaceAll(SURROUNDING_SPACE, '');
      if (text === '') continue;
      const member = memberOf(text);
      if (member === undefined || keys.has(member[0]) || members.length === MAX_MEMBERS) return undefined;
      keys.add(member[0]);
      members.push(member);
    }
    return new TraceStateList(members);
  }

  get(key: string): string | undefined {
    return this.members.find(([known]) => known === key)?.[1];
  }

  /** Puts a member in front; where the list is full, the oldest one goes. A member that is no valid one is left out. */
  set(key: string, value: string): TraceStateList {
    if (!isKey(key) || !VALUE.test(value)) return this;
    const others = this.members.filter(([known]) => known !== key);
    return new TraceStateList([[key, value], ...others.slice(0, MAX_MEMBERS - 1)] satisfies Member[]);
  }

  unset(key: string): TraceStateList {
    return new TraceStateList(this.members.filter(([known]) => known !== key));
  }

  /** Not in journals: what is read back from there would have no methods. */
  toJSON(): undefined {
    return undefined;
  }

  serialize(): string {
    return this.members.map(([key, value]) => `${key}=${value}`).join(',');
  }
}

function memberOf(text: string): Member | undefined {
  const at = text.indexOf('=');
  const [key, value] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  return isKey(key) && VALUE.test(value) ? [key, value] : undefined;
}

const isKey = (key: string): boolean => KEY.test(key) && !UPPER_CASE.test(key);
