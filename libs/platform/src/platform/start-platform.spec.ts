import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@throughline/contracts';
import { startingOrder, stoppingRanks } from './start-platform.js';

describe('the order of services', () => {
  it('starts the trace-analyzer first, and all of them', () => {
    const order = startingOrder(SERVICES);
    expect(order[0]).toBe('trace-analyzer');
    expect(new Set(order)).toEqual(new Set(SERVICES));
  });

  it('stops the gateway first, the trace-analyzer last of the services, then the servers', () => {
    const ranks = stoppingRanks(SERVICES, {});
    expect(ranks[0]).toEqual(['api-gateway']);
    expect(ranks.slice(2)).toEqual([
      ['trace-analyzer'],
      ['jaeger'],
      ['postgres', 'rabbitmq'],
      ['rabbitmq-epmd'],
    ]);
    expect(new Set(ranks.slice(0, 3).flat())).toEqual(new Set(SERVICES));
  });

  it('stops every process of a service at its time', () => {
    const ranks = stoppingRanks(SERVICES, { THROUGHLINE_REPLICAS: '2' });
    expect(ranks[0]).toEqual(['api-gateway', 'api-gateway-2']);
    expect(ranks[1]).toContain('git-worktree-2');
    expect(ranks[2]).toEqual(['trace-analyzer']);
  });

  it('knows no more processes of a service than there can be', () => {
    expect(() => stoppingRanks(SERVICES, { TRACE_ANALYZER_REPLICAS: '2' })).toThrow(
      'TRACE_ANALYZER_REPLICAS must be 1',
    );
  });
});
