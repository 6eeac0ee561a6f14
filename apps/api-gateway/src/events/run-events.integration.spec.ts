import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { gatewayTests } from '../fixtures/gateway-tests.js';
import { id } from '../fixtures/run-answers.js';
import { StartedGateway } from '../fixtures/started-gateway.js';

process.env['GATEWAY_HEARTBEAT_MS'] = '100';
const tests = gatewayTests();
const { orchestrator } = tests;

describe('GET /v1/runs/:id/events', () => {
  const path = `/v1/runs/${id}/events`;

  it('passes events on as they come, after the last one that was seen, to the end', async () => {
    orchestrator.on(`GET ${path}`, (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 8\ndata: {"a":');
      response.end('1}\n\n');
    });
    const response = await tests.gateway.get(path, { 'last-event-id': '7' });
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(await response.body.text()).toBe('id: 8\ndata: {"a":1}\n\n');
    expect(orchestrator.requests[0]?.headers['last-event-id']).toBe('7');
  });

  it('fills silences with comments, and ends at the orchestrator when the reader leaves', async () => {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    orchestrator.on(`GET ${path}`, (response) => {
      response.writeHead(200).flushHeaders();
      response.on('close', resolve);
    });
    const { body } = await tests.gateway.get(path);
    const data: unknown[] = await once(body, 'data');
    expect(String(data[0])).toBe(': heartbeat\n\n');
    body.on('error', () => undefined).destroy();
    await left;
  });

  it('refuses a last event that is none', async () => {
    const response = await tests.gateway.get(path, { 'last-event-id': 'x' });
    expect(await response.body.json()).toMatchObject({ status: 400, code: 'invalid_input' });
  });

  it('ends, and nothing is lost of what came before, when the gateway shuts down', async () => {
    orchestrator.on(`GET ${path}`, (response) => void response.writeHead(200).write('id: 1\ndata: {}\n\n'));
    const other = await StartedGateway.start();
    const response = await other.get(path);
    await once(response.body, 'readable');
    const [text] = await Promise.all([response.body.text(), other.stop()]);
    expect(text).toMatch(/^id: 1\ndata: \{\}\n\n/);
  });
});
