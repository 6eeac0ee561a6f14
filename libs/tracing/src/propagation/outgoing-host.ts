let current: string | undefined;

/**
 * Remembers where the request goes that is being started: an instrumentation injects in the same turn, and its span
 * says the host only when it is sampled.
 */
export function noteOutgoingHost(host: string | undefined): void {
  current = host;
  if (host !== undefined) queueMicrotask(forget);
}

/** The host without the port that it may have at its end; the colons of an IPv6 address are none of a port. */
export const withoutPort = (host: string): string => host.replace(/^([^:]*|\[[^\]]*\]):\d+$/, '$1');

/** The host of the request being started; undefined when it is none. */
export function takeOutgoingHost(): string | undefined {
  const host = current;
  current = undefined;
  return host;
}

function forget(): void {
  current = undefined;
}
