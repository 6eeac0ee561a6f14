import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChatMessage } from '@throughline/contracts';
import type { Conversation } from './conversation.js';
import { stepFor } from './matching.js';
import { parseScript } from './script-parser.js';
import type { Script } from './script.js';

const script = (...steps: object[]): Script =>
  parseScript(
    '/s.json',
    JSON.stringify({ steps: steps.map((when, at) => ({ when, answer: { content: `step ${String(at)}` } })) }),
  );

const conversation: Conversation = {
  tools: ['read_file', 'submit'],
  messages: [
    { role: 'system', content: 'You write code.' },
    { role: 'user', content: 'Task: parser' },
    { role: 'assistant', content: null, tool_calls: [] },
    { role: 'tool', content: 'old result', tool_call_id: 'a' },
    { role: 'assistant', content: 'thinking' },
    { role: 'tool', content: 'file one', tool_call_id: 'b' },
    { role: 'tool', content: 'file two', tool_call_id: 'c' },
  ],
};

const matched = (when: object, of: Conversation = conversation): boolean =>
  stepFor(script(when), of) !== undefined;

describe('stepFor', () => {
  it.each([
    [{}, true],
    [{ tool: 'submit' }, true],
    [{ tool: ['submit', 'read_file'] }, true],
    [{ tool: 'submit_plan' }, false],
    [{ systemIncludes: 'write code' }, true],
    [{ systemIncludes: 'Task' }, false],
    [{ userIncludes: 'parser' }, true],
    [{ userIncludes: ['parser', 'lexer'] }, false],
    [{ lastMessageIncludes: 'two' }, true],
    [{ lastMessageIncludes: 'one' }, false],
    [{ lastRole: 'tool' }, true],
    [{ lastRole: 'user' }, false],
    [{ turn: 2 }, true],
    [{ turn: 0 }, false],
    [{ lastToolResultIncludes: ['one', 'two'] }, true],
    [{ lastToolResultIncludes: 'old result' }, false],
    [{ not: { userIncludes: 'lexer' } }, true],
    [{ not: { userIncludes: 'parser' } }, false],
    [{ not: { userIncludes: 'parser', turn: 0 } }, true],
    [{ turn: 2, not: { turn: 2 } }, false],
  ])('%j: %j', (when, expected) => {
    expect(matched(when)).toBe(expected);
  });

  it('takes the first step that matches, in the order of the file', () => {
    const steps = script({ turn: 9 }, { turn: 2 }, {});
    expect(stepFor(steps, conversation)).toBe(steps.steps[1]);
  });

  it('answers without conditions, and has no answer where nothing matches', () => {
    expect(
      stepFor(parseScript('/s.json', '{"steps":[{"answer":{"content":"always"}}]}'), conversation),
    ).toBeDefined();
    expect(stepFor(script({ turn: 7 }), conversation)).toBeUndefined();
  });

  it('a condition and its negation never match together, and one of them always does', () => {
    fc.assert(
      fc.property(anyConversation, anyConditions, (of, when) => {
        expect(matched(when, of)).toBe(!matched({ not: when }, of));
      }),
    );
  });

  it('does not depend on what was asked before: interleaved conversations get what each gets alone', () => {
    const steps = script({ turn: 0, userIncludes: 'a' }, { turn: 1 }, { lastRole: 'tool' }, {});
    fc.assert(
      fc.property(
        fc.array(anyConversation, { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (several, order) => {
          const alone = new Map(several.map((of) => [of, stepFor(parseAgain(steps), of)?.answer.content]));
          const shuffled = several.toSorted(() => ((order.next().value ?? 0) % 2 === 0 ? 1 : -1));
          for (const of of [...shuffled, ...several])
            expect(stepFor(steps, of)?.answer.content).toBe(alone.get(of));
        },
      ),
    );
  });
});

const parseAgain = (of: Script): Script => parseScript('/s.json', JSON.stringify(of));

const text = fc.constantFrom('a', 'b', 'ab', 'ba b');
const anyMessage: fc.Arbitrary<ChatMessage> = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
  content: fc.oneof(text, fc.constant(null)),
});
const anyConversation: fc.Arbitrary<Conversation> = fc.record({
  tools: fc.array(text),
  messages: fc.array(anyMessage, { minLength: 1, maxLength: 6 }),
});
const anyConditions = fc.record(
  {
    tool: text,
    systemIncludes: text,
    userIncludes: fc.array(text, { minLength: 1 }),
    lastMessageIncludes: text,
    lastToolResultIncludes: text,
    lastRole: fc.constantFrom('system', 'user', 'assistant', 'tool'),
    turn: fc.nat({ max: 3 }),
  },
  { requiredKeys: [] },
);
