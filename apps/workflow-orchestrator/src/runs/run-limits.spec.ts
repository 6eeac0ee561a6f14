import { describe, expect, it } from '@jest/globals';
import { CreateRun, ResolvedModel } from '@throughline/contracts';
import { OrchestratorConfig } from '../config.js';
import { limitsOf } from './run-limits.js';

const config = Object.assign(new OrchestratorConfig(), { maxAttempts: 3, maxTokens: 1000 });
const asked = (limits: CreateRun['limits'] = {}) =>
  Object.assign(new CreateRun(), { goal: 'x', repository: '/r', limits });
const model = (inputPrice: number | null, outputPrice: number | null) =>
  Object.assign(new ResolvedModel(), { model: 'openai/x', provider: 'openai', inputPrice, outputPrice });

describe('limitsOf', () => {
  it('takes what was asked for before the defaults, and has no budget in dollars unless one is set', () => {
    expect(limitsOf(asked({ maxAttempts: 1 }), config, model(null, null))).toMatchObject({
      maxAttempts: 1,
      maxTokens: 1000,
    });
    expect(limitsOf(asked(), config, model(null, null))).not.toHaveProperty('maxCostUsd');
    expect(limitsOf(asked({ maxCostUsd: 2 }), config, model(0, 0)).maxCostUsd).toBe(2);
    const limited = Object.assign(new OrchestratorConfig(), config, { maxCostUsd: 7 });
    expect(limitsOf(asked(), limited, model(1, 2)).maxCostUsd).toBe(7);
  });

  it.each([
    [null, null],
    [1, null],
    [null, 1],
  ])('refuses a budget in dollars for a model with the prices %s and %s', (input, output) => {
    expect(() => limitsOf(asked({ maxCostUsd: 2 }), config, model(input, output))).toThrow(
      expect.objectContaining({ code: 'price_unknown', kind: 'invalid' }),
    );
  });
});
