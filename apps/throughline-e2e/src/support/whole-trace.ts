import { expect } from '@jest/globals';
import { doubles, field, type RunTrace, traceOf } from './run-trace.js';
import type { TestPlatform } from './platform.js';
import { until } from './until.js';

/** The trace of a run that has ended: whole by the command line's word and by the validator's, and nothing twice. */
export async function expectWholeTrace(platform: TestPlatform, run: string): Promise<RunTrace> {
  const judged = () => platform.cli(['trace', run, '--validate', '--json']);
  await until(async () => field((await judged()).json, 'isWhole') === true, {
    withinMs: 30_000,
    otherwise: async () => JSON.stringify((await judged()).json),
  });
  const trace = await traceOf(platform, run);
  const { findings, roots } = trace.report;
  expect({ findings, roots: roots.length }).toEqual({ findings: [], roots: 1 });
  expect(doubles(trace.spans)).toEqual([]);
  return trace;
}
