/** One member of a `baggage` header: its value decoded, its properties as they came. */
export interface BaggageMember {
  readonly key: string;
  readonly value: string;
  readonly properties?: string;
}

const KEY = /^[\w!#$%&'*+\-.^`|~]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const PROPERTIES = /^[\t\x20-\x2b\x2d-\x7e]*$/;
/** What has to be encoded in a value: all but these, and the sign that encodes. */
const TO_ENCODE = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/g;
const ENCODED = /(?:%[\da-f]{2})+/gi;
/** More than any header may be: what is longer is not read. */
const LONGEST = 32_768;

/** The members of a header, several of one name joined by commas; one that is wrong is left out, the others stay. */
export function parseBaggage(header: string): BaggageMember[] {
  const members: BaggageMember[] = [];
  for (const part of header.slice(0, LONGEST).split(',')) {
    const member = memberOf(part);
    if (member !== undefined) members.push(member);
  }
  return members;
}

function memberOf(part: string): BaggageMember | undefined {
  const end = part.indexOf(';');
  const pair = end === -1 ? part : part.slice(0, end);
  const at = pair.indexOf('=');
  if (at === -1) return undefined;
  const [key, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  if (!KEY.test(key) || !VALUE.test(value)) return undefined;
  const properties = end === -1 ? '' : part.slice(end + 1).trim();
  return { key, value: decoded(value), ...(properties === '' ? {} : { properties }) };
}

/** The member as it is sent; undefined where its key cannot be sent as one. */
export function formatMember({ key, value, properties = '' }: BaggageMember): string | undefined {
  if (!KEY.test(key)) return undefined;
  const pair = `${key}=${value.toWellFormed().replace(TO_ENCODE, encodeURIComponent)}`;
  return properties !== '' && PROPERTIES.test(properties) ? `${pair};${properties}` : pair;
}

/** Bytes that are no UTF-8 become U+FFFD, as the specification has it. */
function decoded(value: string): string {
  if (!value.includes('%')) return value;
  return value.replace(ENCODED, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}
