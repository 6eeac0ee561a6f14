import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningRouter } from '../testing/running-router.js';

const messages = [{ role: 'user', content: 'Hi' }];

describe('without any model configured', () => {
  let router: RunningRouter;
  beforeAll(async () => {
    router = await RunningRouter.start();
  });
  afterAll(() => router.stop());

  it('says what to set', async () => {
    const problem = await router.refused('/internal/models/resolve', {});
    expect(problem).toMatchObject({ code: 'no_model_configured', status: 422 });
    for (const way of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'scripted/FILE'])
      expect(problem.detail).toContain(way);
  });

  it.each([
    ['openai/gpt-5.4', 'provider_not_configured', 'OPENAI_API_KEY'],
    ['acme/model', 'unknown_model', 'openai/NAME'],
    ['gpt-5.4', 'unknown_model', 'PROVIDER/MODEL'],
  ])('refuses %s', async (model, code, part) => {
    for (const [path, body] of [
      ['/internal/models/resolve', { model }],
      ['/v1/chat/completions', { model, messages }],
    ] as const) {
      const problem = await router.refused(path, body);
      expect(problem).toMatchObject({ code, status: 422, retryable: false });
      expect(problem.detail).toContain(part);
    }
  });

  it('asks for the local token before anything else', async () => {
    const reply = await router.request('/v1/models', undefined, { authorization: 'Bearer wrong' });
    expect(reply.status).toBe(401);
  });

  it('lists no models', async () => {
    expect((await router.request('/v1/models')).json).toEqual({ object: 'list', data: [] });
  });

  it.each([
    ['a stream', { stream: true }, 'answers are given whole'],
    ['no messages', { messages: [] }, 'messages'],
    ['a role that is none', { messages: [{ role: 'robot', content: 'x' }] }, 'role'],
    ['unknown keys', { top_p: 1 }, 'top_p'],
    ['a model that is no text', { model: 5 }, 'model'],
  ])('refuses a request with %s', async (_, wrong, part) => {
    const problem = await router.refused('/v1/chat/completions', { model: 'openai/a', messages, ...wrong });
    expect(problem).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(problem.detail).toContain(part);
  });
});

it('does not start with a base URL that is none', async () => {
  await expect(RunningRouter.start({ OPENAI_BASE_URL: 'localhost:11434' })).rejects.toThrow(
    /OPENAI_BASE_URL/,
  );
});
