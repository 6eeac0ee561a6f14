import { describe, expect, it } from '@jest/globals';
import { OpenAiTarget } from './openai-target.js';

describe('OpenAiTarget', () => {
  it('needs a key or a server', () => {
    const nothing = new OpenAiTarget({ openAiModel: 'x' });
    expect(nothing.missing).toContain('OPENAI_API_KEY');
    expect(nothing.defaultModel).toBeUndefined();
  });

  it('has a default model and prices at OpenAI itself', () => {
    const official = new OpenAiTarget({ openAiApiKey: 'sk-x' });
    expect([official.missing, official.defaultModel]).toEqual([undefined, 'gpt-5.4']);
    expect(official.pricesOf('gpt-5.4')).toMatchObject({ input: 2.5, output: 15 });
    expect(new OpenAiTarget({ openAiApiKey: 'sk-x', openAiModel: 'gpt-5-mini' }).defaultModel).toBe(
      'gpt-5-mini',
    );
  });

  it('guesses neither a model nor a price of another server', () => {
    const other = new OpenAiTarget({ openAiBaseUrl: 'http://localhost:11434/v1' });
    expect([other.missing, other.defaultModel, other.pricesOf('gpt-5.4')]).toEqual([
      undefined,
      undefined,
      null,
    ]);
    expect(
      new OpenAiTarget({ openAiBaseUrl: 'http://localhost:1/v1', openAiModel: 'llama3' }).defaultModel,
    ).toBe('llama3');
  });

  it('takes the word of the person for the prices of another server, and of no other', () => {
    const openAiPrices = ['0.5', '1.5'];
    const other = new OpenAiTarget({ openAiBaseUrl: 'http://localhost:1/v1', openAiPrices });
    expect(other.pricesOf('llama3')).toEqual({ input: 0.5, cachedInput: 0.5, output: 1.5 });
    const official = new OpenAiTarget({ openAiApiKey: 'sk-x', openAiPrices });
    expect(official.pricesOf('gpt-5.4')).toMatchObject({ input: 2.5, output: 15 });
    expect(official.pricesOf('unheard-of')).toBeNull();
  });

  it('knows OpenAI by its address, with or without a slash at the end', () => {
    expect(
      new OpenAiTarget({ openAiBaseUrl: 'https://api.openai.com/v1/' }).pricesOf('gpt-5'),
    ).not.toBeNull();
  });
});
