import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { metricsText } from '../metrics/metrics-text.js';
import { type TracingHandle, initializeTracing, traceAsyncOperation } from '../index.js';
import type { TraceSpan } from '../validation/trace-span.js';
import { configureLlmContent, recordLlmContent } from './llm-content.js';
import { traceLlmStream } from './llm-stream.js';
import { traceLlmCall } from './llm.js';
import { traceToolCall } from './tool-call.js';

interface Chunk {
  readonly text: string;
  readonly usage?: Record<string, unknown>;
}

const CALL = { provider: 'openai', model: 'gpt-5', operation: 'chat' };
const CHUNKS: readonly Chunk[] = [
  { text: 'one' },
  { text: 'two' },
  {
    text: '',
    usage: {
      prompt_tokens: 20,
      completion_tokens: 8,
      prompt_tokens_details: { cached_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 6 },
    },
  },
];

describe('calls to models', () => {
  let receiver: OtlpReceiver;
  let handle: TracingHandle;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.endpoint;
    handle = initializeTracing({ serviceName: 'models' });
  });
  afterAll(async () => {
    configureLlmContent({});
    await handle.shutdown();
    await receiver.stop();
  });

  async function spansOf(fn: () => Promise<unknown>): Promise<TraceSpan[]> {
    let traceId = '';
    await traceAsyncOperation('around', {}, async (span) => {
      ({ traceId } = span.spanContext());
      await fn();
    });
    await handle.flush();
    return receiver.trace(traceId).filter(({ name }) => name !== 'around');
  }

  class Source {
    isClosed = false;

    async *chunks(failAfter = Infinity): AsyncGenerator<Chunk> {
      try {
        for (const [at, chunk] of CHUNKS.entries()) {
          await sleep(5);
          if (at >= failAfter) throw new RangeError('the line was cut');
          yield chunk;
        }
      } finally {
        this.isClosed = true;
      }
    }
  }

  const stream = (source: Source, failAfter?: number): AsyncGenerator<Chunk> =>
    traceLlmStream(CALL, () => source.chunks(failAfter), { usage: (chunk) => chunk.usage });

  it('that are streamed: all pieces, tokens, and the time to the first one', async () => {
    const texts: string[] = [];
    const [span] = await spansOf(async () => {
      for await (const { text } of stream(new Source())) texts.push(text);
    });
    expect(texts).toEqual(['one', 'two', '']);
    expect(span).toMatchObject({
      name: 'chat gpt-5',
      kind: 'CLIENT',
      status: { code: 'UNSET' },
      attributes: {
        'gen_ai.request.stream': true,
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 8,
        'gen_ai.usage.cache_read.input_tokens': 5,
        'gen_ai.usage.reasoning.output_tokens': 6,
      },
    });
    const first = Number(span?.attributes['gen_ai.response.time_to_first_chunk']);
    expect(first).toBeGreaterThan(0.003);
    expect(first).toBeLessThan(
      Number(BigInt(span?.endTimeUnixNano ?? 0) - BigInt(span?.startTimeUnixNano ?? 0)) / 1e9,
    );
    expect(await metricsText()).toMatch(/^gen_ai_client_operation_time_to_first_chunk\w*_count\{.*\} 1$/m);
  });

  it('that are streamed: a reader that leaves closes the source, and ends the span without an error', async () => {
    const source = new Source();
    const [span] = await spansOf(async () => {
      for await (const { text } of stream(source)) if (text === 'one') break;
    });
    expect(source.isClosed).toBe(true);
    expect(span).toMatchObject({
      status: { code: 'UNSET' },
      attributes: { 'throughline.stream.left': true },
    });
  });

  it('that are streamed: what the source throws is recorded and thrown on', async () => {
    const [span] = await spansOf(async () => {
      const read = async (): Promise<void> => {
        for await (const _chunk of stream(new Source(), 1)) await sleep(1);
      };
      await expect(read()).rejects.toThrow('the line was cut');
    });
    expect(span).toMatchObject({
      status: { code: 'ERROR', message: 'the line was cut' },
      attributes: { 'error.type': 'RangeError', error: true },
    });
  });

  it('hold the requests that they cause as children', async () => {
    const spans = await spansOf(async () => {
      const open = async function* (): AsyncGenerator<number> {
        yield await traceAsyncOperation('inner', {}, () => Promise.resolve(1));
      };
      for await (const _value of traceLlmStream(CALL, open)) await sleep(1);
    });
    const [inner, call] = [
      spans.find(({ name }) => name === 'inner'),
      spans.find(({ name }) => name !== 'inner'),
    ];
    expect(inner?.parentSpanId).toBe(call?.spanId);
  });

  const talk = (): Promise<TraceSpan[]> =>
    spansOf(async () => {
      await traceLlmCall(CALL, (span) => {
        const input = [
          { role: 'user', content: 'my key is sk-proj-abcdefghijklmnopqrstuvwx', password: 'hunter2' },
        ];
        recordLlmContent(span, { input, output: 'fine' });
        return Promise.resolve();
      });
      const tool = { name: 'search', id: 'call_1', arguments: { query: 'cats', token: 'hunter2' } };
      expect(await traceToolCall(tool, () => ({ hits: 3 }))).toEqual({ hits: 3 });
    });

  it('say nothing of what is said, and of what tools are given', async () => {
    const spans = await talk();
    expect(spans).toMatchObject([
      { name: 'chat gpt-5' },
      {
        name: 'execute_tool search',
        kind: 'INTERNAL',
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'search',
          'gen_ai.tool.call.id': 'call_1',
          'gen_ai.tool.type': 'function',
        },
      },
    ]);
    expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toMatch(/sk-proj|cats|hits|fine/);
  });

  it('say it where that is switched on, without what is secret', async () => {
    configureLlmContent({ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' });
    const [chat, tool] = await talk();
    expect(chat?.attributes).toMatchObject({
      'gen_ai.input.messages': expect.stringContaining('my key is ***'),
      'gen_ai.output.messages': 'fine',
    });
    expect(tool?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': expect.stringContaining('cats'),
      'gen_ai.tool.call.result': expect.stringContaining('3'),
    });
    expect(JSON.stringify([chat, tool].map((span) => span?.attributes))).not.toMatch(/hunter2|sk-proj-abc/);
    expect(() =>
      configureLlmContent({ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'perhaps' }),
    ).toThrow(/OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT/);
  });
});
