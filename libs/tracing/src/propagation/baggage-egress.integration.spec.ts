import { networkInterfaces } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { linesOf, startTraced } from '../fixtures/traced-child.js';

const hasV6 = Object.values(networkInterfaces()).some((one) => one?.some(({ address }) => address === '::1'));

const headersWith = async (env: Record<string, string>): Promise<unknown[]> =>
  linesOf(startTraced('baggage-egress', [], { OTEL_TRACES_EXPORTER: 'none', ...env }));

describe('baggage of outgoing requests, by http and fetch, sampled or not', () => {
  const [both, traceOnly] = [['traceparent', 'baggage'], ['traceparent']];

  it('goes to loopback', async () => {
    expect(await headersWith({})).toEqual([[both, both, both, both]]);
  });

  it('stays where the host is not on the list', async () => {
    expect(await headersWith({ BAGGAGE_HOSTS: 'shop.example' })).toEqual([
      [traceOnly, traceOnly, traceOnly, traceOnly],
    ]);
  });

  it.each(['always_on', 'always_off'])(
    'goes by the host that is connected to, however it is written and redirected (%s)',
    async (OTEL_TRACES_SAMPLER) => {
      const env = {
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_TRACES_SAMPLER,
        BAGGAGE_HOSTS: '127.0.0.1,::1,shop.example',
      };
      expect(await linesOf(startTraced('hops', [], env))).toEqual([
        {
          address: true,
          userinfo: true,
          'userinfo of ours': false,
          ...(hasV6 ? { v6: true, 'v6 as host': true } : {}),
          'shop.example': true,
          'SHOP.Example': true,
          'shop.example.': true,
          'a.shop.example': false,
          'xshop.example': false,
          'shop.example.evil.example': false,
          '127.0.0.1.evil.example': false,
          'evil.example': false,
          fetch: true,
          'fetch to theirs': false,
          'fetch to a number': true,
          'redirects away': true,
          'redirected to theirs': false,
          'redirects home': false,
          'redirected to ours': true,
        },
      ]);
    },
  );
});
