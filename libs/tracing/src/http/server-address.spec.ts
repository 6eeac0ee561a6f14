import { describe, expect, it } from '@jest/globals';
import { forwardedClient, serverAddress } from './server-address.js';

describe('the address that a caller has used', () => {
  it.each([
    [{ host: 'shop.example' }, 'shop.example', 80],
    [{ host: '127.0.0.1:3000' }, '127.0.0.1', 3000],
    [{ host: '[::1]:3000' }, '::1', 3000],
    [{ host: '[::1]' }, '::1', 80],
    [
      { host: 'inner:3000', 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' },
      'shop.example',
      443,
    ],
    [
      { host: 'inner', forwarded: 'for=192.0.2.1;host="shop.example:8443";proto=https' },
      'shop.example',
      8443,
    ],
    [{ host: 'not a host' }, undefined, undefined],
    [{}, undefined, undefined],
  ])('%j', (headers, address, port) => {
    const attributes = serverAddress(headers, 'http');
    expect([attributes['server.address'], attributes['server.port']]).toEqual([address, port]);
  });
});

describe('who has asked, as a proxy says', () => {
  it.each([
    [{ 'x-forwarded-for': '192.0.2.1, 10.0.0.1' }, '192.0.2.1'],
    [{ 'x-forwarded-for': '192.0.2.1:4711' }, '192.0.2.1'],
    [{ 'x-forwarded-for': '2001:db8::1' }, '2001:db8::1'],
    [{ forwarded: 'for="[2001:db8::1]:4711"' }, '2001:db8::1'],
    [{ forwarded: 'for=192.0.2.1, for=10.0.0.1' }, '192.0.2.1'],
    [{}, undefined],
  ])('%j', (headers, client) => {
    expect(forwardedClient(headers)).toBe(client);
  });
});
