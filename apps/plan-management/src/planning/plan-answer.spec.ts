import { describe, expect, it } from '@jest/globals';
import type { ChatMessage } from '@throughline/contracts';
import { judgeAnswer } from './plan-answer.js';

const rules = { maxTasks: 3, checks: ['test'] };
const plan = JSON.stringify({
  tasks: [{ id: 'a', title: 'T', instructions: 'I', acceptanceCriteria: ['A'] }],
});
const calling = (...calls: [id: string, name: string, args: string][]): ChatMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: calls.map(([id, name, args]) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  })),
});

describe('judgeAnswer', () => {
  it('reads the plan from the call of submit_plan, wherever it stands', () => {
    expect(judgeAnswer(calling(['1', 'other', '{}'], ['2', 'submit_plan', plan]), rules)).toMatchObject({
      tasks: [{ id: 'a' }],
    });
  });

  it('answers each call of a refused plan, with the reasons at the one that handed it in', () => {
    const judged = judgeAnswer(
      calling(['1', 'other', '{}'], ['2', 'submit_plan', '{}'], ['3', 'submit_plan', plan]),
      rules,
    );
    expect(judged).toMatchObject({
      correction: [
        { role: 'tool', tool_call_id: '1' },
        { role: 'tool', tool_call_id: '2', content: expect.stringMatching(/tasks[^]*again/) },
        { role: 'tool', tool_call_id: '3' },
      ],
    });
  });

  it('asks for the call when there is none', () => {
    const judged = judgeAnswer({ role: 'assistant', content: 'First I would …' }, rules);
    expect(judged).toMatchObject({
      reasons: ['the answer does not call submit_plan'],
      correction: [{ role: 'user', content: expect.stringContaining('submit_plan') }],
    });
  });
});
