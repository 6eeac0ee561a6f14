import { describe, expect, it } from '@jest/globals';
import { probeSandbox } from './probe-sandbox.js';

describe('probeSandbox', () => {
  it('tells that it works here, and what holds the limits', async () => {
    expect(await probeSandbox()).toMatchObject({ available: true, limits: { cpuTime: 'rlimit' } });
  });

  it('tells why it does not', async () => {
    const own = process.env['THROUGHLINE_BWRAP'];
    process.env['THROUGHLINE_BWRAP'] = '/no/such/bwrap';
    const support = await probeSandbox();
    if (own === undefined) delete process.env['THROUGHLINE_BWRAP'];
    else process.env['THROUGHLINE_BWRAP'] = own;
    expect(support.available).toBe(false);
    expect(support.reason).toContain('/no/such/bwrap');
  });
});
