import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { completion, flood, json, OpenAiServer, reset, silence, text } from '../../testing/openai-server.js';
import { RunningRouter } from '../../testing/running-router.js';

const KEY = 'sk-test-0123456789abcdef';
const CHAT = '/v1/chat/completions';
const request = { model: 'openai/model-a', messages: [{ role: 'user', content: 'Hi' }] };
const soon = { 'retry-after-ms': '10' };

describe('an OpenAI-compatible server', () => {
  let server: OpenAiServer;
  let router: RunningRouter;

  beforeAll(async () => {
    server = await new OpenAiServer().start();
    router = await RunningRouter.start({
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: `${server.baseUrl}/`,
      OPENAI_MODEL: 'model-a',
    });
  });
  afterAll(async () => {
    await router.stop();
    await server.stop();
  });

  it('gets the request in its own wire form and gives a whole answer', async () => {
    const calls = [{ id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }];
    const message = { role: 'assistant', content: null, tool_calls: calls };
    server.will(json(completion({ choices: [{ index: 0, finish_reason: 'tool_calls', message }] })));
    const tools = [
      {
        type: 'function',
        function: { name: 'read', parameters: { type: 'object', properties: { path: {} } } },
      },
    ];
    const answer = await router.chat({
      ...request,
      tools,
      tool_choice: 'required',
      temperature: 0,
      max_completion_tokens: 100,
    });

    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      model: 'model-a',
      messages: request.messages,
      tools,
      tool_choice: 'required',
      temperature: 0,
      max_completion_tokens: 100,
    });
    expect(server.seen[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(answer).toMatchObject({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'openai/model-a-2026-01-01',
      choices: [{ message, finish_reason: 'tool_calls' }],
      usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14, cost_usd: null },
    });
  });

  it('is asked again after 429, 5xx and a reset, at most three times in all', async () => {
    server.will(json({}, 429, soon), reset, json(completion()));
    await expect(router.chat(request)).resolves.toMatchObject({ id: 'chatcmpl-1' });
    expect(server.seen).toHaveLength(3);

    server.will(json({ error: { message: 'overloaded' } }, 503, soon));
    const problem = await router.refused(CHAT, request);
    expect(problem).toMatchObject({ code: 'provider_unavailable', status: 502, retryable: true });
    expect(problem.detail).toContain('overloaded');
    expect(server.seen).toHaveLength(3);
  });

  it('is given the time that it asks for', async () => {
    server.will(json({}, 429, { 'retry-after': '1' }), json(completion()));
    const start = performance.now();
    await router.chat(request);
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('is not waited for longer than makes sense: the caller is told how long', async () => {
    server.will(json({ error: { message: 'slow down' } }, 429, { 'retry-after': '120' }));
    const problem = await router.refused(CHAT, request);
    expect(problem).toMatchObject({
      code: 'provider_rate_limited',
      status: 429,
      retryable: true,
    });
    expect(problem.headers.get('retry-after')).toBe('120');
    expect(server.seen).toHaveLength(1);
  });

  it('may keep silent only as long as the caller has time', async () => {
    server.will(silence);
    const problem = await router.refused(CHAT, request, { 'throughline-deadline': String(Date.now() + 600) });
    expect(problem).toMatchObject({ code: 'provider_timeout', status: 502, retryable: true });
    expect(server.seen).toHaveLength(1);
  });

  it('is let go when the caller has gone', async () => {
    const closed = new Promise<void>((resolve) => {
      server.will((incoming) => {
        incoming.socket.once('close', () => resolve());
        caller.abort();
      });
    });
    const caller = new AbortController();
    await expect(router.request(CHAT, request, {}, caller.signal)).rejects.toThrow(/abort/i);
    await closed;
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    ['no JSON', text('<html>'), 'not JSON'],
    ['JSON that is no object', json([1]), 'not a JSON object'],
    ['no choices', json(completion({ choices: [] })), 'choices'],
    ['a choice that is none', json(completion({ choices: [[]] })), 'choices'],
    ['no usage', json(completion({ usage: null })), 'usage'],
    [
      'arguments that are no text',
      json(
        completion({
          choices: [
            {
              message: {
                tool_calls: [{ id: '1', type: 'function', function: { name: 'a', arguments: {} } }],
              },
            },
          ],
        }),
      ),
      'arguments',
    ],
    ['a body without an end', flood, '16777216'],
  ])('is refused with %s', async (_, answer, part) => {
    server.will(answer);
    const problem = await router.refused(CHAT, request);
    expect(problem).toMatchObject({ code: 'provider_malformed', status: 502, retryable: false });
    expect(problem.detail).toContain(part);
    expect(server.seen).toHaveLength(1);
  });

  it('is not followed elsewhere', async () => {
    server.will(text('', 307, { location: `${server.baseUrl}/elsewhere` }));
    await expect(router.refused(CHAT, request)).resolves.toMatchObject({
      code: 'provider_rejected',
      status: 422,
    });
    expect(server.seen).toHaveLength(1);
  });

  it('never has its key repeated', async () => {
    server.will(json({ error: { message: `Incorrect API key provided: ${KEY}` } }, 401));
    const problem = await router.refused(CHAT, request);
    expect(problem).toMatchObject({ code: 'provider_unauthorized', status: 422 });
    expect(JSON.stringify(problem)).not.toContain(KEY);
  });

  it('says which model it does not have', async () => {
    server.will(json({ error: { code: 'model_not_found', message: 'no' } }, 404));
    await expect(router.refused(CHAT, request)).resolves.toMatchObject({
      code: 'unknown_model',
      status: 422,
    });
  });

  it('has its models resolved and listed', async () => {
    const list = json({ object: 'list', data: [{ id: 'model-a' }, { id: 'llama3:latest' }] });
    server.will(json({}, 503, soon), list);
    const resolved = { provider: 'openai', inputPrice: null, outputPrice: null };
    await expect(router.resolve()).resolves.toEqual({ model: 'openai/model-a', ...resolved });
    await expect(router.resolve('openai/llama3')).resolves.toEqual({ model: 'openai/llama3', ...resolved });
    const listed = await router.request('/v1/models');
    expect(listed.json).toMatchObject({
      object: 'list',
      data: [{ id: 'openai/model-a', owned_by: 'openai' }, { id: 'openai/llama3:latest' }],
    });
    const problem = await router.refused('/internal/models/resolve', { model: 'openai/other' });
    expect(problem).toMatchObject({ code: 'unknown_model', status: 422 });
    expect(problem.detail).toContain('openai/model-a');
  });

  it('need not have a list of models', async () => {
    server.will(text('404 page not found', 404));
    await expect(router.resolve('openai/any')).resolves.toMatchObject({ model: 'openai/any' });
  });

  it('may be away', async () => {
    const gone = await new OpenAiServer().start();
    const url = gone.baseUrl;
    await gone.stop();
    const other = await RunningRouter.start({ OPENAI_BASE_URL: url });
    try {
      const problem = await other.refused('/internal/models/resolve', { model: 'openai/any' });
      expect(problem).toMatchObject({ code: 'provider_unavailable', retryable: true });
      expect(problem.detail).toContain('ECONNREFUSED');
    } finally {
      await other.stop();
    }
  });
});
