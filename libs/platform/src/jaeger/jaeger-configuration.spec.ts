import { describe, expect, it } from '@jest/globals';
import { addressesOf, ownJaeger, portsFrom, USUAL_PORTS } from './jaeger-addresses.js';
import { jaegerConfiguration } from './jaeger-configuration.js';
import { runArguments } from './jaeger-part.js';

describe('a Jaeger of ours', () => {
  it('listens on its block of ports of one address, and nowhere else', () => {
    const text = JSON.stringify(jaegerConfiguration('127.0.0.1', portsFrom(7490)));
    const endpoints = [...text.matchAll(/"endpoint":"([^"]+)"/g)].map(([, endpoint]) => endpoint).sort();
    expect(endpoints).toEqual([7490, 7491, 7492, 7493, 7494].map((port) => `127.0.0.1:${port}`));
  });

  it('makes no spans of its own and keeps a bounded number of traces in memory', () => {
    expect(jaegerConfiguration('127.0.0.1', USUAL_PORTS)).toMatchObject({
      extensions: {
        jaeger_query: { enable_tracing: false },
        jaeger_storage: { backends: { memory: { memory: { max_traces: 20_000 } } } },
      },
    });
  });

  it('in a container is published on this machine’s own address alone', () => {
    const argv = runArguments('/state', '127.0.0.1', portsFrom(7490));
    const published = argv.filter((_, at) => argv[at - 1] === '--publish');
    expect(published.toSorted()).toEqual([
      '127.0.0.1:7490:16686',
      '127.0.0.1:7491:4318',
      '127.0.0.1:7492:4317',
      '127.0.0.1:7493:9411',
    ]);
  });
});

describe('a Jaeger of the person’s', () => {
  it('is named by JAEGER_URL, its receiver by JAEGER_ENDPOINT', () => {
    expect(ownJaeger({})).toBeUndefined();
    expect(ownJaeger({ JAEGER_URL: 'http://jaeger.local:16686/' })).toEqual({
      ...addressesOf('jaeger.local', USUAL_PORTS),
      url: 'http://jaeger.local:16686',
    });
    const env = { JAEGER_URL: 'https://jaeger.local', JAEGER_ENDPOINT: 'collector:4317' };
    expect(ownJaeger(env)?.otlpEndpoint).toBe('collector:4317');
  });

  it('is refused, with the variable’s name, when that is no URL', () => {
    expect(() => ownJaeger({ JAEGER_URL: 'jaeger:16686' })).toThrow(
      /^JAEGER_URL must be a URL of http or https/,
    );
  });
});
