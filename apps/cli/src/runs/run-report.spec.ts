import { describe, expect, it } from '@jest/globals';
import { costText, isScripted, nextSteps, runFacts } from './run-report.js';
import { aRun } from './run-view.fixture.js';
import { commandLine } from '../terminal/command-line.js';

describe('the report of a run', () => {
  it('says unknown for an unknown cost, never 0', () => {
    expect(new Map(runFacts(aRun())).get('cost')).toBe('unknown');
    expect([costText(0), costText(0.0012), costText(1.5)]).toEqual(['$0.0000', '$0.001200', '$1.5000']);
  });
  it('says what the run may cost, where there is a limit', () => {
    const run = aRun({ usage: { ...aRun().usage, costUsd: 1.25 } });
    run.limits.maxCostUsd = 5;
    expect(new Map(runFacts(run)).get('cost')).toBe('$1.2500 of at most $5.00');
  });
  it('says how to look on', () => {
    const run = aRun();
    expect(nextSteps(run)[0]).toBe(`git -C /repo diff main...throughline/${run.runId}`);
    expect(nextSteps(aRun({ branch: null, runId: run.runId }))[0]).toBe(commandLine(`logs ${run.runId}`));
  });
  it('knows a scripted model', () => {
    expect([isScripted(aRun()), isScripted(aRun({ model: 'openai/gpt' }))]).toEqual([true, false]);
  });
});
