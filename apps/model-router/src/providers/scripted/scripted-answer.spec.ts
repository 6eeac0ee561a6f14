import { describe, expect, it } from '@jest/globals';
import type { ChatCompletionRequest } from '@throughline/contracts';
import { answerOf, estimateTokens } from './scripted-answer.js';

const request = (content: string): ChatCompletionRequest => ({
  model: 'scripted//s.json',
  messages: [{ role: 'user', content }],
});
const step = {
  answer: {
    toolCalls: [
      { name: 'a', arguments: { x: 1 } },
      { name: 'b', arguments: {} },
    ],
  },
};

describe('answerOf', () => {
  it('is the same for the same conversation, with ids of its own for each call', () => {
    const answer = answerOf('/s.json', request('one'), step);
    expect(answerOf('/s.json', request('one'), step)).toEqual(answer);
    expect(new Set(answer.message.tool_calls?.map(({ id }) => id)).size).toBe(2);
    expect(answer.message.tool_calls?.[0]?.function).toEqual({ name: 'a', arguments: '{"x":1}' });
    expect(answer.finishReason).toBe('tool_calls');
  });

  it('has other ids for another conversation', () => {
    const ids = ['one', 'two'].map(
      (content) => answerOf('/s.json', request(content), step).message.tool_calls?.[0]?.id,
    );
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('says that it is scripted', () => {
    const answer = answerOf('/s.json', request('one'), { answer: { content: 'done' } });
    expect(answer).toMatchObject({ model: '/s.json', fingerprint: 'scripted', finishReason: 'stop' });
    expect(answer.id).toMatch(/^scripted-[0-9a-f]{24}$/);
  });

  it('reports estimated tokens, or those of the step', () => {
    const content = 'x'.repeat(400);
    expect(answerOf('/s.json', request(content), step).usage.inputTokens).toBe(
      estimateTokens(request(content).messages),
    );
    const usage = { inputTokens: 12, outputTokens: 3 };
    expect(answerOf('/s.json', request('one'), { ...step, usage }).usage).toEqual({
      ...usage,
      cachedInputTokens: 0,
    });
  });
});

describe('estimateTokens', () => {
  it('is a token for four characters of JSON, rounded up for each part', () => {
    expect(estimateTokens([])).toBe(0);
    expect(estimateTokens(['ab', 'abc'])).toBe(1 + 2);
  });
});
