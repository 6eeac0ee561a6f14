import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatModelName, parseModelName } from './model-name.js';

describe('parseModelName', () => {
  it('cuts at the first slash only', () => {
    expect(parseModelName('openai/meta-llama/Llama-3')).toEqual({
      provider: 'openai',
      model: 'meta-llama/Llama-3',
    });
    expect(parseModelName('scripted//home/me/script.json')).toEqual({
      provider: 'scripted',
      model: '/home/me/script.json',
    });
  });

  it.each(['gpt-5', '/gpt-5', 'openai/', '/', ''])('refuses %j', (text) => {
    expect(() => parseModelName(text)).toThrow(
      expect.objectContaining({ code: 'unknown_model', kind: 'refused' }),
    );
  });

  it('is undone by formatModelName', () => {
    const part = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        part.filter((text) => !text.includes('/')),
        part,
        (provider, model) => {
          expect(parseModelName(formatModelName({ provider, model }))).toEqual({ provider, model });
        },
      ),
    );
  });
});
