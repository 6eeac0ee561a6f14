const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const PATTERN = /^(?:\*|(?:\*\.)?[a-z\d](?:[a-z\d.-]*[a-z\d])?|[\da-f:.]*:[\da-f:.]*)$/;
const MAX_HOSTS = 256;

/** The hosts that baggage may be sent to: exact names, `*.example.com` for all below a domain, `*` for all. */
export class BaggageHosts {
  private readonly exact: ReadonlySet<string>;
  private readonly below: readonly string[];

  constructor(hosts: readonly string[] = LOOPBACK, from = 'baggageHosts') {
    const names = hosts.map(normalized).filter((host) => host !== '');
    const wrong = names.find((host) => !PATTERN.test(host));
    if (wrong !== undefined || names.length > MAX_HOSTS) {
      const found = wrong === undefined ? `has ${names.length}` : `has ${JSON.stringify(wrong)}`;
      throw new RangeError(
        `${from} must be at most ${MAX_HOSTS} names of hosts, *.domain or *, with commas, but ${found}`,
      );
    }
    this.exact = new Set(names.filter((host) => !host.startsWith('*.')));
    this.below = names.filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  }

  allows(host: string): boolean {
    // Most hosts come as they stand in the list.
    if (this.exact.has(host) || this.exact.has('*')) return true;
    const name = normalized(host);
    return this.exact.has(name) || this.below.some((domain) => name.endsWith(domain));
  }
}

/** A name as it is compared: lower case, without the brackets of an IPv6 address and the dot of the root. */
const normalized = (host: string): string =>
  host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
