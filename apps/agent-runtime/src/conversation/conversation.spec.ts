import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { taskRun, turn } from '../testing/task-run.js';
import { conversationOf, cutMiddle, limitReached, usageOf } from './conversation.js';

describe('conversation', () => {
  it('opens with the task, so that a resumed attempt says the same', () => {
    const task = taskRun();
    const [system, user, ...rest] = conversationOf(task, []);
    expect(system?.role).toBe('system');
    expect(user?.content).toContain('Task id: slugify');
    expect(user?.content).toContain('Attempt: 1');
    expect(user?.content).not.toContain('# Feedback');
    expect(rest).toEqual([]);
    expect(conversationOf(task, [])).toEqual(conversationOf(task, []));
  });

  it('tells a later attempt what was wrong', () => {
    const user = conversationOf(taskRun({ attempt: 2, feedback: 'test 3 fails' }), [])[1];
    expect(user?.content).toContain('# Feedback on the attempt before\ntest 3 fails');
  });

  it('answers every tool call of a turn, and nudges after a turn without one', () => {
    const messages = conversationOf(taskRun(), [turn(1, ['read_file', 'search']), turn(2, [])]).slice(2);
    expect(messages.map((message) => message.role)).toEqual([
      'assistant',
      'tool',
      'tool',
      'assistant',
      'user',
    ]);
    expect(messages[1]?.tool_call_id).toBe('c1-0');
  });
});

describe('limits', () => {
  it('lets an attempt go on below them', () => {
    expect(limitReached(taskRun(), [turn(1, ['read_file'])])).toBeUndefined();
  });
  it('ends it at the last turn', () => {
    expect(
      limitReached(
        taskRun(),
        [1, 2, 3, 4, 5].map((n) => turn(n, ['search'])),
      ),
    ).toContain('5 turns');
  });
  it('ends it when the tokens are used', () => {
    expect(limitReached(taskRun(), [turn(1, ['search'], { inputTokens: 999, outputTokens: 1 })])).toContain(
      '1000 tokens',
    );
  });
  it('ends it when its budget is used, or cannot be held', () => {
    const withBudget = (maxCostUsd: number) => taskRun({ limits: { ...taskRun().limits, maxCostUsd } });
    expect(limitReached(withBudget(0.003), [turn(1, ['search']), turn(2, ['search'])])).toBeUndefined();
    expect(limitReached(withBudget(0.002), [turn(1, ['search']), turn(2, ['search'])])).toContain(
      'the budget of $0.002 is used',
    );
    expect(limitReached(withBudget(5), [turn(1, ['search'], { costUsd: null })])).toContain('not known');
  });
  it('ends it when the model only talks', () => {
    expect(limitReached(taskRun(), [turn(1, []), turn(2, [])])).toBeUndefined();
    expect(limitReached(taskRun(), [turn(1, []), turn(2, []), turn(3, [])])).toContain(
      'without using a tool',
    );
  });
});

describe('usage', () => {
  it('adds up, and is of unknown price as soon as one turn is', () => {
    expect(usageOf([turn(1, []), turn(2, [])])).toEqual({
      inputTokens: 20,
      outputTokens: 10,
      calls: 2,
      costUsd: 0.002,
    });
    expect(usageOf([turn(1, []), turn(2, [], { costUsd: null })]).costUsd).toBeNull();
  });
});

describe('cutMiddle', () => {
  it('keeps short texts as they are and both ends of long ones', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.integer({ min: 10, max: 100 }), (text, limit) => {
        const cut = cutMiddle(text, limit);
        if (text.length <= limit) return cut === text;
        return (
          cut.startsWith(text.slice(0, Math.floor(limit / 2))) &&
          cut.endsWith(text.slice(-Math.floor(limit / 2)))
        );
      }),
    );
  });
});
