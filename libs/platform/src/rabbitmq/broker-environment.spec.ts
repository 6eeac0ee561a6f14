import { describe, expect, it } from '@jest/globals';
import { brokerEnvironment, brokerFiles, brokerPorts } from './broker-environment.js';

const PROGRAMS = { home: '/r/rabbitmq', epmd: '/r/epmd', path: '/r/bin' };

describe('the private broker', () => {
  it('keeps everything in its folder and on the loopback', () => {
    const env = brokerEnvironment(PROGRAMS, '/data/rabbitmq', brokerPorts(7472));
    expect(env['RABBITMQ_NODE_IP_ADDRESS']).toBe('127.0.0.1');
    expect(env['ERL_EPMD_ADDRESS']).toBe('127.0.0.1');
    const files = Object.entries(env).filter(([name]) => /_(BASE|FILE|DIR)$/.test(name));
    expect(files.length).toBeGreaterThan(8);
    for (const [, path] of files) expect(path).toMatch(/^\/data\/rabbitmq\//);
  });

  it('has its HTTP API only where it is asked for, on the loopback', () => {
    const without = brokerFiles(brokerPorts(7472), 'password');
    const withApi = brokerFiles(brokerPorts(7472, 7499), 'password');
    expect(without['rabbitmq.conf']).not.toContain('management');
    expect(without['enabled_plugins']).toBe('[].\n');
    expect(withApi['rabbitmq.conf']).toContain('management.tcp.ip = 127.0.0.1');
    expect(withApi['enabled_plugins']).toContain('rabbitmq_management');
  });
});
