import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answer, CalledService, problem } from './spec-support/called-service.js';

let service: CalledService;

beforeEach(async () => {
  service = await CalledService.start();
});
afterEach(() => service.stop());

describe('a stream', () => {
  it('comes as it is sent, longer than the time to its beginning', async () => {
    service.handler = (_request, response) => {
      response.writeHead(200).write('one ');
      setTimeout(() => response.end('two'), 300);
    };
    const stream = await service.client.stream('git-worktree', '/tar', { tree: 'x' }, { timeoutMs: 200 });
    expect(await text(stream)).toBe('one two');
    expect(service.requests[0]?.method).toBe('POST');
  });

  it('ends with an error when it is silent for too long', async () => {
    service.handler = (_request, response) => void response.writeHead(200).write('one ');
    const stream = await service.client.stream('git-worktree', '/events', undefined, { idleTimeoutMs: 100 });
    await expect(text(stream)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('that breaks ends with the service being away', async () => {
    service.handler = (request, response) =>
      response.writeHead(200).write('one ', () => request.socket.destroy());
    const stream = await service.client.stream('git-worktree', '/events');
    await expect(text(stream)).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
  });

  it('ends at the other side too when its reader has enough', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    service.handler = (_request, response) => {
      response.on('close', resolve);
      response.writeHead(200).write('one ');
    };
    const stream = await service.client.stream('git-worktree', '/events');
    stream.destroy();
    await closed;
  });

  it('that is refused is thrown like any refusal', async () => {
    service.handler = (_request, response) => answer(response, 404, problem(404, 'run_not_found'));
    await expect(service.client.stream('git-worktree', '/events')).rejects.toMatchObject({
      code: 'run_not_found',
    });
  });
});
