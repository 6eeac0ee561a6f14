import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { BoundedMemo } from '../privacy/bounded-memo.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
const HOST = /^(\[[\da-f:.]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/i;

/** A service is called by few names, again and again. */
const known = new BoundedMemo<Attributes>(64, 256);

/** The name and port that the caller has used: as a proxy says, else as the request does. */
export function serverAddress(headers: IncomingHttpHeaders, scheme: string): Attributes {
  const forwarded = forwardedValue(headers, 'host') ?? first(headers['x-forwarded-host']);
  if (forwarded === undefined) return addressOf(headers.host ?? '', scheme);
  const proto = forwardedValue(headers, 'proto') ?? first(headers['x-forwarded-proto']);
  return addressOf(forwarded, proto ?? '');
}

/** Who has asked: as a proxy says. Undefined where none does. */
export function forwardedClient(headers: IncomingHttpHeaders): string | undefined {
  const named = forwardedValue(headers, 'for') ?? first(headers['x-forwarded-for']);
  return named === undefined ? undefined : withoutPort(named);
}

function addressOf(host: string, scheme: string): Attributes {
  const key = `${scheme} ${host}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const [, name, port = DEFAULT_PORTS[scheme]] = HOST.exec(host) ?? [];
  const made: Attributes = {
    ...(name === undefined ? {} : { 'server.address': withoutPort(name) }),
    ...(name === undefined || port === undefined ? {} : { 'server.port': Number(port) }),
  };
  known.set(key, made);
  return made;
}

/** A parameter of the first element of `Forwarded`. */
function forwardedValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const header = headers.forwarded;
  if (header === undefined) return undefined;
  for (const pair of first(header)?.split(';') ?? []) {
    const [key = '', value] = pair.split('=', 2);
    if (value !== undefined && key.trim().toLowerCase() === name)
      return value.trim().replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

function first(header: string | string[] | undefined): string | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.split(',', 1)[0]?.trim();
  return text === '' ? undefined : text;
}

/** `[::1]:80`, `10.0.0.1:80`; a bare address of version 6 has no port. */
function withoutPort(address: string): string {
  const [, inBrackets] = /^\[([^\]]*)\]/.exec(address) ?? [];
  if (inBrackets !== undefined) return inBrackets;
  return address.indexOf(':') === address.lastIndexOf(':') ? (address.split(':', 1)[0] ?? '') : address;
}
