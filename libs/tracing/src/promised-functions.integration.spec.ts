import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanKind, context, propagation, trace } from '@opentelemetry/api';
import { OtlpReceiver } from './fixtures/otlp-receiver.js';
import * as tracing from './index.js';
import type { TraceSpan } from './validation/trace-span.js';

const HASH = 'cdd01ef066bc6cf2';

/** Seconds that a span took. */
const secondsOf = (span: TraceSpan | undefined): number =>
  Number(BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0)) / 1e9;

describe('the functions that users were promised', () => {
  let receiver: OtlpReceiver;
  let handle: tracing.TracingHandle;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.endpoint;
    process.env['BAGGAGE_HOSTS'] = 'ours.test';
    handle = tracing.initializeTracing({ serviceName: 'promises', serviceVersion: '2.0.0' });
    tracing.setConstitutionalHash(HASH);
  });
  afterAll(async () => {
    tracing.setConstitutionalHash(undefined);
    await handle.shutdown();
    await receiver.stop();
  });

  /** The spans that `fn` makes, without the one that they are made in. */
  async function spansOf(fn: () => unknown): Promise<TraceSpan[]> {
    let traceId = '';
    await tracing.traceAsyncOperation('around', {}, async (span) => {
      ({ traceId } = span.spanContext());
      await fn();
    });
    await handle.flush();
    return receiver.trace(traceId).filter(({ name }) => name !== 'around');
  }

  const spanOf = async (fn: () => unknown): Promise<TraceSpan | undefined> => (await spansOf(fn))[0];

  it('initializeTracing: the same handle for a second call, and for DistributedTracing', () => {
    expect(tracing.initializeTracing({ serviceName: 'other' })).toBe(handle);
    expect(new tracing.DistributedTracing('third', '1.0.0').initialize()).toBe(handle);
    expect(tracing.DistributedTracer).toBe(tracing.DistributedTracing);
  });

  it('getTracer: a tracer whose spans are children of the active one', async () => {
    const [inner, outer] = await spansOf(() =>
      tracing.getTracer().startActiveSpan('custom_operation', (span) => {
        tracing.getTracer('mine').startSpan('inner').end();
        span.setAttribute('operation.complexity', 'high').end();
      }),
    );
    expect(outer).toMatchObject({ name: 'custom_operation', attributes: { 'operation.complexity': 'high' } });
    expect(inner?.parentSpanId).toBe(outer?.spanId);
  });

  it.each([
    [
      'POST',
      '/api/users?page=2',
      201,
      'SERVER',
      'UNSET',
      { 'url.path': '/api/users', 'url.query': 'page=2' },
    ],
    ['get', '/api/users', 404, 'SERVER', 'UNSET', { 'http.request.method': 'GET' }],
    ['GET', '/api/users', 503, 'SERVER', 'ERROR', { 'error.type': '503', error: true }],
    [
      'GET',
      'https://api.test/x',
      404,
      'CLIENT',
      'ERROR',
      { 'server.address': 'api.test', 'server.port': 443 },
    ],
    ['BREW', '/pot', 418, 'SERVER', 'UNSET', { 'http.request.method': '_OTHER' }],
  ] as const)('traceHttpRequest: %s %s %i', async (method, url, status, kind, code, attributes) => {
    const span = await spanOf(() => tracing.traceHttpRequest(method, url, status, 0.245));
    expect(span).toMatchObject({
      kind,
      status: { code },
      attributes: { 'http.response.status_code': status, ...attributes },
    });
    expect(span?.name).toBe(method === 'BREW' ? 'HTTP' : method.toUpperCase());
    expect(secondsOf(span)).toBeCloseTo(0.245, 3);
  });

  it('traceHttpRequest with an object: route, error and kind', async () => {
    const request = { method: 'GET', url: '/users/7', route: '/users/:id', statusCode: 200, duration: 1 };
    const span = await spanOf(() => tracing.traceHttpRequest({ ...request, error: 'the caller went away' }));
    expect(span).toMatchObject({
      name: 'GET /users/:id',
      status: { code: 'ERROR', message: 'the caller went away' },
      attributes: { 'http.route': '/users/:id' },
    });
  });

  it('traceExternalApiCall: a governed CLIENT span, and the hash for hosts of ours alone', async () => {
    const seen: Record<string, string>[] = [];
    const call = (url: string, constitutionalHeaders: boolean) =>
      tracing.traceExternalApiCall('groq', url, 'post', { constitutionalHeaders }, (_span, headers) => {
        seen.push(headers);
        return { status: 200 };
      });
    const [first, , third] = await spansOf(async () => {
      await call('https://ours.test/v1', true);
      await call('https://ours.test/v1', false);
      await call('https://api.groq.test/v1', true);
    });
    expect(seen.map((headers) => headers['constitutional-hash'])).toEqual([HASH, undefined, undefined]);
    expect(seen[2]?.['traceparent']).toContain(third?.spanId ?? 'no span');
    expect(first).toMatchObject({
      name: 'POST groq',
      kind: 'CLIENT',
      attributes: {
        'constitutional-hash': HASH,
        'trace.category': 'external',
        'peer.service': 'groq',
        'url.full': 'https://ours.test/v1',
        'http.response.status_code': 200,
      },
    });
  });

  it('traceExternalApiCall: an answer of 400 and more, and what is thrown, are errors', async () => {
    const call = (fn: () => unknown) =>
      tracing.traceExternalApiCall('groq', 'https://api.groq.test', 'GET', {}, fn);
    const [refused, broken] = await spansOf(async () => {
      await call(() => ({ statusCode: 429 }));
      await expect(call(() => Promise.reject(new TypeError('no route')))).rejects.toThrow('no route');
    });
    expect(refused).toMatchObject({ status: { code: 'ERROR' }, attributes: { 'error.type': '429' } });
    expect(broken).toMatchObject({ status: { code: 'ERROR' }, attributes: { 'error.type': 'TypeError' } });
  });

  it('traceLlmCall: the record of a call that is over', async () => {
    const span = await spanOf(() =>
      tracing.traceLlmCall({
        model: 'claude-3-sonnet',
        promptLength: 150,
        responseLength: 500,
        duration: 2.3,
        token_usage: { prompt_tokens: 150, completion_tokens: 500, total_tokens: 650 },
      }),
    );
    expect(span).toMatchObject({
      name: 'chat claude-3-sonnet',
      kind: 'CLIENT',
      attributes: {
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.usage.input_tokens': 150,
        'gen_ai.usage.output_tokens': 500,
        'prompt.length': 150,
        'response.length': 500,
      },
    });
    expect(secondsOf(span)).toBeCloseTo(2.3, 2);
    expect(await tracing.metricsText()).toMatch(
      /llm_tokens_total\{[^}]*model="claude-3-sonnet"[^}]*kind="output"[^}]*\} 500/,
    );
  });

  it('getLlmTracing: traceLlmRequest and traceLlmResponse, without a word of what is said', async () => {
    const { traceLlmRequest, traceLlmResponse } = tracing.getLlmTracing();
    const request = { modelName: 'gpt-5', requestType: 'completion', prompt: 'What is a canary?' };
    const response = { modelName: 'gpt-5', responseText: 'A bird.', tokenUsage: { total_tokens: 9 } };
    const spans = await spansOf(async () => {
      expect(await traceLlmRequest(request, () => 'A bird.')).toBe('A bird.');
      expect(await traceLlmResponse(response, () => 7)).toBe(7);
    });
    expect(spans).toMatchObject([
      {
        name: 'text_completion gpt-5',
        kind: 'CLIENT',
        attributes: { 'prompt.length': 17, 'gen_ai.provider.name': 'openai' },
      },
      {
        name: 'handle_response gpt-5',
        kind: 'INTERNAL',
        attributes: { 'response.length': 7, 'gen_ai.usage.total_tokens': 9 },
      },
    ]);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toMatch(/canary|bird/);
  });

  it('getValidator: overallStatus over received spans', async () => {
    const spans = await spansOf(() => tracing.traceOperation('one', {}, () => undefined));
    const { validateTrace } = tracing.getValidator();
    const [span] = spans;
    if (span === undefined) throw new Error('there is no span');
    expect(validateTrace([{ ...span, parentSpanId: undefined }]).overallStatus).toBe('healthy');
    expect(validateTrace(spans)).toMatchObject({ overallStatus: 'failed', orphans: [span.spanId] });
  });

  describe('DistributedTracing', () => {
    const distributed = new tracing.DistributedTracing('promises');

    it('createSpan, traceOperation, traceAsyncOperation with a kind', async () => {
      distributed.instrumentAll();
      const spans = await spansOf(async () => {
        distributed.createSpan('parent_operation', {}, () => distributed.createSpan('child_operation').end());
        expect(distributed.traceOperation('lead.validation', { 'lead.id': 7 }, () => 8)).toBe(8);
        await distributed.traceAsyncOperation('my_operation', { kind: SpanKind.PRODUCER }, () => sleep(1));
      });
      expect(spans.map(({ name, kind }) => [name, kind])).toEqual([
        ['child_operation', 'INTERNAL'],
        ['parent_operation', 'INTERNAL'],
        ['lead.validation', 'INTERNAL'],
        ['my_operation', 'PRODUCER'],
      ]);
      expect(spans[0]?.parentSpanId).toBe(spans[1]?.spanId);
    });

    it('traceFunction keeps name and arity, and records what is thrown', async () => {
      const processTask = distributed.traceFunction(function processTask(task: string, _more: number) {
        if (task === '') throw new RangeError('no task');
        return Promise.resolve(task.length);
      });
      expect([processTask.name, processTask.length]).toEqual(['processTask', 2]);
      const spans = await spansOf(async () => {
        expect(await processTask('abc', 1)).toBe(3);
        expect(() => processTask('', 1)).toThrow('no task');
      });
      expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
        ['processTask', 'UNSET'],
        ['processTask', 'ERROR'],
      ]);
    });

    it('traceFunction as a decorator of methods', async () => {
      class Worker {
        readonly unit = 'task';
        @distributed.traceFunction
        work(n: number): string {
          return `${this.unit} ${n}`;
        }
      }
      const [span] = await spansOf(() => {
        expect(new Worker().work(7)).toBe('task 7');
      });
      expect(span?.name).toBe('Worker.work');
    });

    it('traceAiOperation: a call to a model whose operation alone is known', async () => {
      class Assistant {
        @distributed.traceAiOperation('chat', { usage: () => ({ prompt_tokens: 3, completion_tokens: 4 }) })
        answer(message: string): Promise<string> {
          return Promise.resolve(message);
        }
      }
      expect(await spanOf(() => new Assistant().answer('hello'))).toMatchObject({
        name: 'chat',
        kind: 'CLIENT',
        attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.output_tokens': 4 },
      });
    });

    it('addBaggage reaches everything that is called from there on, and nothing beside it', async () => {
      const headers = await context.with(context.active(), async () => {
        distributed.addBaggage('user.tier', 'premium');
        await sleep(1);
        return distributed.injectContext({}, { host: 'ours.test' });
      });
      expect(headers).toMatchObject({ baggage: 'user.tier=premium' });
      expect(propagation.getActiveBaggage()).toBeUndefined();
    });

    it('injectContext and extractContext: there and back', async () => {
      await spansOf(() => {
        const carried = distributed.extractContext(distributed.injectContext({}));
        expect(trace.getSpanContext(carried)).toMatchObject({
          traceId: trace.getActiveSpan()?.spanContext().traceId,
          isRemote: true,
        });
      });
    });
  });
});
