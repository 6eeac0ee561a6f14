import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { completion, json, OpenAiServer } from '../testing/openai-server.js';
import { RunningRouter } from '../testing/running-router.js';
import { TraceReceiver } from '../testing/trace-receiver.js';

const KEY = 'sk-canary-0123456789abcdef';
const CALLER = '0af7651916cd43dd8448eb211c80319c';

describe('the trace of model calls', () => {
  const server = new OpenAiServer();
  const receiver = new TraceReceiver();
  let exported: string;

  beforeAll(async () => {
    await server.start();
    await receiver.start();
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.baseUrl, OTEL_TRACES_EXPORTER: 'otlp' };
    const router = await RunningRouter.start({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const said = {
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'CANARY-ANSWER' },
    };
    server.will(json({}, 429, { 'retry-after-ms': '1' }), json(completion({ choices: [said] })));
    const messages = [{ role: 'user', content: 'CANARY-PROMPT' }];
    const headers = { traceparent: `00-${CALLER}-b7ad6b7169203331-01`, baggage: 'canary=CANARY-BAGGAGE' };
    await router.chat({ model: 'openai/model-a', messages }, headers);
    await router.stop();
    exported = receiver.received;
  });
  afterAll(async () => {
    await receiver.stop();
    await server.stop();
  });

  it('has the choice of the model, each try, and what it used', () => {
    for (const part of [
      'model_router.select_model',
      'chat model-a',
      'throughline.model.attempt',
      'gen_ai.usage.input_tokens',
    ]) {
      expect(exported).toContain(part);
    }
    expect(exported).toContain('provider_rate_limited');
    expect(exported.split('chat model-a').length - 1).toBe(2);
  });

  it('goes on at the provider, without the baggage of the platform', () => {
    expect(server.seen).toHaveLength(2);
    for (const { headers } of server.seen) {
      expect(headers['traceparent']).toMatch(new RegExp(`^00-${CALLER}-`));
      expect(headers).not.toHaveProperty('baggage');
    }
    expect(new Set(server.seen.map(({ headers }) => headers['traceparent'])).size).toBe(2);
  });

  it('holds neither what was said nor the key', () => {
    for (const secret of ['CANARY-PROMPT', 'CANARY-ANSWER', KEY]) expect(exported).not.toContain(secret);
  });
});
