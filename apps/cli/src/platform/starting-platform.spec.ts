import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@throughline/contracts';
import type { PartState, PlatformRecord } from '@throughline/platform';
import { isReady } from './starting-platform.js';

function record(states: readonly PartState[]): PlatformRecord {
  const parts = states.map((state, at) => ({ name: SERVICES[at] ?? '', state, restarts: 0, log: '' }));
  const owner = { pid: 1, startedAt: '1' };
  const rest = { version: '', nodeVersion: '', startedAt: '', ports: {}, databaseUrl: '', rabbitUrl: '' };
  return { kind: 'platform', owner, parts, ...rest };
}
const all = (state: PartState): PartState[] => SERVICES.map(() => state);

describe('isReady', () => {
  it('needs every service to be ready', () => {
    expect(isReady(record(all('ready')))).toBe(true);
    expect(isReady(record(all('ready').slice(1)))).toBe(false);
    expect(isReady(record([]))).toBe(false);
    for (const state of ['starting', 'restarting', 'failed', 'stopped'] as const)
      expect(isReady(record([state, ...all('ready').slice(1)]))).toBe(false);
  });
});
