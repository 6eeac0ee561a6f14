import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServiceClient } from './create-service-client.js';
import { Answer, answer, CalledService, problem } from './spec-support/called-service.js';

let service: CalledService;

beforeEach(async () => {
  service = await CalledService.start();
});
afterEach(() => service.stop());

describe('a service that is away', () => {
  const away = (times: number): void => {
    let left = times;
    service.handler = (_request, response) =>
      left-- > 0
        ? answer(response, 503, problem(503, 'database_unavailable'))
        : answer(response, 200, { value: 3 });
  };

  it('is asked again, at most twice, where asking twice is safe', async () => {
    away(2);
    await expect(service.get()).resolves.toEqual({ value: 3 });
    expect(service.requests).toHaveLength(3);
    away(3);
    await expect(service.get()).rejects.toMatchObject({ code: 'database_unavailable', kind: 'unavailable' });
    expect(service.requests).toHaveLength(6);
  });

  it('is not asked again where it is not, unless the caller says that it is', async () => {
    away(1);
    await expect(service.post()).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(service.requests).toHaveLength(1);
    away(1);
    await expect(service.post({ idempotent: true })).resolves.toEqual({ value: 3 });
  });

  it('is not asked again when it could not reach another, or wants to be left alone for long', async () => {
    service.handler = (_request, response) => answer(response, 503, problem(503, 'service_unavailable'));
    await expect(service.get()).rejects.toMatchObject({ code: 'service_unavailable' });
    service.handler = (_request, response) => {
      response.setHeader('retry-after', '30');
      answer(response, 503, problem(503, 'broker_backlog'));
    };
    await expect(service.get()).rejects.toMatchObject({ code: 'broker_backlog', retryAfterSeconds: 30 });
    expect(service.requests).toHaveLength(2);
  });

  it('is given the time to be started again', async () => {
    const back = performance.now() + 1_200;
    service.handler = (request, response) => {
      if (performance.now() < back) request.socket.destroy();
      else answer(response, 200, { value: 4 });
    };
    await expect(service.get()).resolves.toEqual({ value: 4 });
  });

  it('is unavailable when nobody listens, and when it hangs up', async () => {
    service.handler = (request) => request.socket.destroy();
    await expect(service.post()).rejects.toMatchObject({ code: 'service_unavailable', retryable: true });
    const nobody = createServiceClient({ home: service.home, env: { GIT_WORKTREE_PORT: '1' } });
    const call = nobody.post('git-worktree', '/thing', {}, Answer);
    await expect(call).rejects.toMatchObject({
      code: 'service_unavailable',
      fields: { service: 'git-worktree' },
    });
    await nobody.close();
  });

  it('is left alone after five failures in a row', async () => {
    service.handler = (request) => request.socket.destroy();
    for (let i = 0; i < 5; i++) await service.post().catch(() => undefined);
    await expect(service.post()).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(service.requests).toHaveLength(5);
  });

  it.each([
    [404, 'run_not_found'],
    [503, 'service_unavailable'],
  ])('is not left alone because of what it answers (%i)', async (status, code) => {
    service.handler = (_request, response) => answer(response, status, problem(status, code));
    for (let i = 0; i < 20; i++) await expect(service.post()).rejects.toMatchObject({ code });
    expect(service.requests).toHaveLength(20);
  });
});
