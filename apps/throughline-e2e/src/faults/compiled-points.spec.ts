import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@throughline/contracts';
import { parse } from '../docs/source-files.js';
import { compiledPoints, namelessTransactions } from './support/compiled-points.js';

const library = parse(
  'libs/messaging/src/a.ts',
  "faultPoint('messaging.unit.before-commit', s); faultPoint('messaging.relay.before-confirm');",
);
const found = (text: string): string[] =>
  compiledPoints([library, parse('apps/git-worktree/src/s.ts', text)]).map(({ point }) => point);

describe('the kill points', () => {
  it('are there for each consumer, and the relay of whoever has one', () => {
    expect(found('class C { @Consumes(PlanReady) on() {} }')).toEqual([
      'messaging.relay.before-confirm',
      'messaging.unit.before-commit@plan.ready.v1',
    ]);
  });

  it('are there for each kind of job, at its end and where it stores something', () => {
    const job = "const KIND = 'a.b'; class J { @HandlesJob(KIND, {}) work(job) {";
    expect(found(`${job} } }`)).toEqual(['messaging.unit.before-commit@a.b.complete']);
    expect(found(`${job} job.save(fn) } }`)).toEqual([
      'messaging.unit.before-commit@a.b.complete',
      'messaging.unit.before-commit@a.b.save',
    ]);
  });

  it('are there for transactions that say what they are of, and where a service names one itself', () => {
    expect(found("units.run(fn, () => ['runs.create']); faultPoint('s.x.before-y')")).toEqual([
      'messaging.unit.before-commit@runs.create',
      's.x.before-y',
    ]);
  });

  it('are there for the transactions that a library has for whoever receives messages', () => {
    const decide = parse('libs/messaging/src/d.ts', "units.run(fn, () => ['letters.decide'])");
    const points = (text: string): string[] =>
      compiledPoints([library, decide, parse('apps/git-worktree/src/s.ts', text)]).map(({ point }) => point);
    expect(points('class C { @Consumes(PlanReady) on() {} }')).toContain(
      'messaging.unit.before-commit@letters.decide',
    );
    expect(points("faultPoint('s.x.before-y')")).toEqual(['s.x.before-y']);
  });

  it('are there for consumers that take several messages at once', () => {
    expect(found('class C { @ConsumesTogether(PlanReady) on() {} }')).toEqual([
      'messaging.relay.before-confirm',
      'messaging.unit.before-commit@plan.ready.v1',
    ]);
  });

  it('leave no transaction of any service out', () => {
    const nameless = 'class S { on() { return this.units.run((work) => f(work)); } }';
    expect(
      namelessTransactions('git-worktree', [parse('apps/git-worktree/src/s.ts', nameless)]),
    ).toHaveLength(1);
    expect(SERVICES.flatMap((service) => namelessTransactions(service))).toEqual([]);
  });

  it('must be named by literals, and known where they are of a library', () => {
    expect(() => found('faultPoint(name)')).toThrow('literal');
    expect(() => compiledPoints([parse('libs/x/src/x.ts', "faultPoint('x.y')"), library])).not.toThrow();
    const consumer = parse('apps/git-worktree/src/s.ts', 'class C { @Consumes(PlanReady) on() {} }');
    expect(() => compiledPoints([parse('libs/x/src/x.ts', "faultPoint('x.y')"), consumer])).toThrow('x.y');
  });
});
