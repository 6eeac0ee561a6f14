import { describe, expect, it } from '@jest/globals';
import { ownPort, ownReplica, portOfReplica, portsOf, replicasOf, replicasVariable } from './replicas.js';

describe('the processes of a service', () => {
  it('are one, at the service’s port', () => {
    expect(portsOf('git-worktree', {})).toEqual([7450]);
    expect(ownReplica({})).toBe(1);
  });

  it('are as many as is said for all or for one, a hundred ports apart', () => {
    const env = { THROUGHLINE_REPLICAS: '2', MODEL_ROUTER_REPLICAS: '3', GIT_WORKTREE_PORT: '9000' };
    expect(portsOf('git-worktree', env)).toEqual([9000, 9100]);
    expect(portsOf('model-router', env)).toEqual([7410, 7510, 7610]);
    expect(replicasVariable('model-router')).toBe('MODEL_ROUTER_REPLICAS');
  });

  it('of the trace-analyzer is one, whatever is said for all; more cannot be asked for', () => {
    expect(replicasOf('trace-analyzer', { THROUGHLINE_REPLICAS: '4' })).toBe(1);
    expect(() => replicasOf('trace-analyzer', { TRACE_ANALYZER_REPLICAS: '2' })).toThrow(
      'TRACE_ANALYZER_REPLICAS must be 1, for its files cannot be shared, but is "2"',
    );
  });

  it.each(['0', '10', 'two', '1.5'])('cannot be %s', (text) => {
    expect(() => replicasOf('model-router', { THROUGHLINE_REPLICAS: text })).toThrow(
      `THROUGHLINE_REPLICAS must be a number from 1 to 9, but is ${JSON.stringify(text)}`,
    );
    expect(() => ownReplica({ THROUGHLINE_REPLICA: text })).toThrow(RangeError);
  });

  it('are known to each of them, and no others are there', () => {
    expect(ownPort('model-router', { THROUGHLINE_REPLICA: '2', THROUGHLINE_REPLICAS: '2' })).toBe(7510);
    expect(() => ownPort('trace-analyzer', { THROUGHLINE_REPLICA: '2', THROUGHLINE_REPLICAS: '2' })).toThrow(
      'THROUGHLINE_REPLICA is 2, but there is one process of trace-analyzer',
    );
  });

  it('must have ports that there are', () => {
    expect(() => portOfReplica('model-router', 2, { MODEL_ROUTER_PORT: '65500' })).toThrow(
      'MODEL_ROUTER_PORT',
    );
  });
});
