import { describe, expect, it } from '@jest/globals';
import { newRunId, PlanCancel, PlanFailed, PlanReady } from '@throughline/contracts';
import { parseMessage } from './parse-message.js';

const runId = newRunId();

describe('parseMessage', () => {
  it('makes an instance of the message class', () => {
    const message = parseMessage(PlanCancel, JSON.stringify({ runId }));
    expect(message).toBeInstanceOf(PlanCancel);
    expect(message).toEqual(new PlanCancel({ runId }));
  });

  it('drops what a newer version has added', () => {
    expect(parseMessage(PlanCancel, JSON.stringify({ runId, tone: 'polite' }))).toEqual(
      new PlanCancel({ runId }),
    );
  });

  it.each([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a missing field', '{}'],
    ['another type', JSON.stringify({ runId: 7 })],
  ])('refuses %s', (_, body) => {
    expect(() => parseMessage(PlanCancel, body)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('names the place of what is wrong, not its value', () => {
    const body = JSON.stringify({ runId, code: 'x', reason: 'y', usage: { inputTokens: 'secret' } });
    expect(() => parseMessage(PlanFailed, body)).toThrow(/usage\./);
    expect(() => parseMessage(PlanFailed, body)).not.toThrow(/secret/);
  });

  it('refuses an empty plan', () => {
    expect(() =>
      parseMessage(PlanReady, JSON.stringify({ runId, planVersion: 1, tasks: [], usage: {} })),
    ).toThrow(/tasks/);
  });
});
