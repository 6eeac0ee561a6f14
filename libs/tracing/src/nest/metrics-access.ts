import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** Who may read the metrics. */
export type MetricsReaders = 'loopback' | 'private' | 'all' | ((request: IncomingMessage) => boolean);

/** A proxy on this machine makes every caller one of this machine; its word about the caller cannot be checked. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

const LOOPBACK: readonly [string, number][] = [
  ['127.0.0.0', 8],
  ['::1', 128],
];
const PRIVATE: readonly [string, number][] = [
  ...LOOPBACK,
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
  ['fe80::', 10],
];
const NETWORKS = { loopback: networks(LOOPBACK), private: networks(PRIVATE) };

/** Whether the caller may see the metrics. */
export function mayReadMetrics(request: IncomingMessage, readers: MetricsReaders): boolean {
  if (readers === 'all') return true;
  if (typeof readers === 'function') return readers(request);
  if (FORWARDED.some((name) => request.headers[name] !== undefined)) return false;
  const address = request.socket.remoteAddress ?? '';
  return NETWORKS[readers].check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function networks(ranges: readonly [string, number][]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list;
}
