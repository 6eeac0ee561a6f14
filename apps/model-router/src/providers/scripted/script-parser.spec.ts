import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ThroughlineError } from '@throughline/contracts';
import { parseScript } from './script-parser.js';

function placeOf(script: unknown): unknown {
  try {
    parseScript('/s.json', typeof script === 'string' ? script : JSON.stringify(script));
    return 'right';
  } catch (error) {
    return error instanceof ThroughlineError && error.code === 'script_invalid'
      ? error.fields['place']
      : error;
  }
}

const anyText = fc.oneof(
  fc.string(),
  fc.json(),
  fc.json().map((json) => `{"steps":[${json}]}`),
  fc.json().map((json) => `{"steps":[{"answer":${json}}]}`),
  fc.json().map((json) => `{"steps":[{"answer":{"toolCalls":[${json}]}}]}`),
);
const step = { answer: { content: 'x' } };

describe('parseScript', () => {
  it('takes what the guide describes', () => {
    const calls = [{ name: 'read_file', arguments: { path: 'a.ts', deep: { list: [1, null] } } }];
    const when = { tool: 't', turn: 1, userIncludes: ['a', 'b'], not: { lastToolResultIncludes: 'x' } };
    const script = parseScript(
      '/s.json',
      JSON.stringify({
        description: 'd',
        steps: [
          { when, answer: { content: 'c', toolCalls: calls }, usage: { inputTokens: 1, outputTokens: 2 } },
        ],
      }),
    );
    expect(script.steps[0]?.answer.toolCalls).toEqual(calls);
    expect(script.steps[0]?.when?.tool).toEqual(['t']);
  });

  it.each([
    ['', 'line 1, column 1'],
    ['{\n  "steps": [,]\n}', 'line 2, column 13'],
    ['{} // comment', 'line 1, column 4'],
    ['[]', 'line 1'],
    [{}, 'steps'],
    [{ steps: [] }, 'steps'],
    [{ steps: [step], other: 1 }, 'other'],
    [{ steps: [step, {}] }, 'steps[1].answer'],
    [{ steps: [step, { answer: {} }] }, 'steps[1].answer'],
    [{ steps: [{ ...step, wen: {} }] }, 'steps[0].wen'],
    [{ steps: [{ ...step, when: { turn: '1' } }] }, 'steps[0].when.turn'],
    [{ steps: [{ ...step, when: { tool: [] } }] }, 'steps[0].when.tool'],
    [{ steps: [{ ...step, when: { lastRole: 'model' } }] }, 'steps[0].when.lastRole'],
    [{ steps: [{ ...step, when: { not: { not: {} } } }] }, 'steps[0].when.not.not'],
    [
      { steps: [{ answer: { toolCalls: [{ name: 'a', arguments: 'text' }] } }] },
      'steps[0].answer.toolCalls[0].arguments',
    ],
    [{ steps: [{ ...step, usage: { inputTokens: -1, outputTokens: 0 } }] }, 'steps[0].usage.inputTokens'],
    [{ steps: [null] }, 'steps'],
    [{ steps: [[]] }, 'steps'],
    [{ steps: { 0: step } }, 'steps'],
  ])('names the place in %j', (script, place) => {
    expect(placeOf(script)).toBe(place);
  });

  it('repeats nothing of a file that is no script', () => {
    expect(() => parseScript('/etc/x', 'SECRET=abc')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('abc') }),
    );
  });

  it('has a clear answer to any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(typeof placeOf(text)).toBe('string');
      }),
    );
  });
});
