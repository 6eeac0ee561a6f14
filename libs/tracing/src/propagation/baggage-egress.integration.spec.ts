import { describe, expect, it } from '@jest/globals';
import { linesOf, startTraced } from '../fixtures/traced-child.js';

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
});
