import { describe, expect, it } from '@jest/globals';
import { canWatch } from './esm-classes.js';

describe('modules are watched', () => {
  it.each(['22.22.3', '22.23.0', '24.11.1', '24.12.0', '25.1.0', '26.0.0', '27.0.0-nightly'])(
    'in Node %s',
    (version) => expect(canWatch(version)).toBe(true),
  );

  it.each(['20.20.2', '22.15.0', '22.22.2', '23.11.0', '24.11.0', '25.0.0'])(
    'not in Node %s, where hooks break programs',
    (version) => expect(canWatch(version)).toBe(false),
  );
});
