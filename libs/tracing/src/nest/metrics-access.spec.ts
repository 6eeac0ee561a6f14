import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { type MetricsReaders, mayReadMetrics } from './metrics-access.js';

function requestFrom(address: string | undefined, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: address });
  return Object.assign(new IncomingMessage(socket), { headers });
}

describe('who may read the metrics', () => {
  it.each<[MetricsReaders, string | undefined, boolean]>([
    ['loopback', '127.0.0.1', true],
    ['loopback', '::ffff:127.0.0.1', true],
    ['loopback', '::1', true],
    ['loopback', '10.0.0.7', false],
    ['private', '127.0.0.1', true],
    ['private', '10.244.3.9', true],
    ['private', '::ffff:172.17.0.1', true],
    ['private', '192.168.1.20', true],
    ['private', 'fd00::12', true],
    ['private', '203.0.113.5', false],
    ['private', '2001:db8::1', false],
    ['private', undefined, false],
    ['all', '203.0.113.5', true],
    [({ headers }) => headers['authorization'] === 'Bearer m', '10.0.0.7', false],
  ])('%s from %s: %s', (readers, address, may) => {
    expect(mayReadMetrics(requestFrom(address), readers)).toBe(may);
  });

  it('is nobody for whom a proxy asks', () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip'])
      expect(mayReadMetrics(requestFrom('127.0.0.1', { [name]: 'for=203.0.113.5' }), 'private')).toBe(false);
  });
});
