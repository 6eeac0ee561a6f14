import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, TraceFlags, context, trace } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { recordFinishedOperation } from '../spans/finished-operation.js';
import { ConstitutionalComplianceLevel, TraceCategory } from './compliance.js';
import { complianceRate, hashMismatches } from './compliance-counts.js';
import { ComplianceWindow } from './compliance-window.js';
import {
  complianceAttributes,
  recordCompliance,
  traceConstitutionalOperation,
} from './constitutional-operation.js';
import { setGovernanceMode } from './governance-mode.js';
import { GovernedSampler } from './governed-sampler.js';
import { ConstitutionalHashError, checkConstitutionalHash } from './hash-check.js';
import { setConstitutionalHash } from './policy-hash.js';

const OWN = 'cdd01ef066bc6cf2';
const OTHER = 'deadbeefdeadbeef';
const HEADER = 'Constitutional-Hash';

describe('a hash that comes in', () => {
  beforeEach(() => {
    setConstitutionalHash(OWN);
    setGovernanceMode({ validates: true, isStrict: false });
  });
  afterAll(() => {
    setConstitutionalHash(undefined);
    setGovernanceMode({ validates: true, isStrict: false });
  });

  it('is the same, another one or missing, and only the other one is a mismatch', () => {
    const before = hashMismatches();
    expect(checkConstitutionalHash({ [HEADER]: OWN.toUpperCase() })).toBe('match');
    expect(checkConstitutionalHash({ [HEADER]: Buffer.from(OWN) })).toBe('match');
    expect(checkConstitutionalHash({})).toBe('missing');
    expect(checkConstitutionalHash(undefined)).toBe('missing');
    expect(hashMismatches()).toBe(before);
    expect(checkConstitutionalHash({ [HEADER]: OTHER })).toBe('mismatch');
    expect(checkConstitutionalHash({ [HEADER]: [OWN, OTHER] })).toBe('mismatch');
    expect(hashMismatches()).toBe(before + 2);
  });

  it('is refused in strict mode, without a word of what is no hash', () => {
    setGovernanceMode({ validates: true, isStrict: true });
    expect(() => checkConstitutionalHash({ [HEADER]: OTHER })).toThrow(ConstitutionalHashError);
    expect(() => checkConstitutionalHash({ [HEADER]: OTHER })).toThrow(
      expect.objectContaining({ code: 'constitutional_hash_mismatch', received: OTHER }),
    );
    expect(() => checkConstitutionalHash({ [HEADER]: 'secret\r\ntext' })).toThrow(
      expect.objectContaining({ received: '[malformed]' }),
    );
    expect(checkConstitutionalHash({})).toBe('missing');
  });

  it('is not looked at without a hash of our own, or when that is switched off', () => {
    setGovernanceMode({ validates: false, isStrict: false });
    expect(checkConstitutionalHash({ [HEADER]: OTHER })).toBe('unchecked');
    setGovernanceMode({ validates: true, isStrict: true });
    setConstitutionalHash(undefined);
    expect(checkConstitutionalHash({ [HEADER]: OTHER })).toBe('unchecked');
  });
});

describe('the compliance rate', () => {
  it('is the share of the compliant ones, of the last 1000 and of five minutes', () => {
    let now = 0;
    const window = new ComplianceWindow(() => now);
    expect(window.rate()).toBe(1);
    for (let each = 0; each < 4; each += 1) window.add(each > 0);
    expect(window.rate()).toBe(0.75);
    now = 5 * 60_000 + 1;
    expect(window.rate()).toBe(1);
    for (let each = 0; each < 1_500; each += 1) window.add(each < 750);
    expect(window.rate()).toBe(0.25);
  });
});

describe('governed operations under a sampler that keeps nothing', () => {
  const exporter = new InMemorySpanExporter();
  const sampler = new GovernedSampler(new ParentBasedSampler({ root: new AlwaysOffSampler() }));
  const provider = new TracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const { Compliant, NonCompliant } = ConstitutionalComplianceLevel;

  beforeAll(() => {
    context.setGlobalContextManager(new StackContextManager().enable());
    trace.setGlobalTracerProvider(provider);
    setConstitutionalHash(OWN);
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    setConstitutionalHash(undefined);
    trace.disable();
    context.disable();
    return provider.shutdown();
  });

  const governed = (): Promise<void> =>
    traceConstitutionalOperation('council.vote', TraceCategory.Consensus, Compliant, (span) => {
      const inner = trace.getTracer('test').startSpan('inner', {}, trace.setSpan(context.active(), span));
      inner.end();
    });

  it('are all kept, with what happens in them, and say so in the trace state', async () => {
    await governed();
    const [inner, outer] = exporter.getFinishedSpans();
    expect([inner?.name, outer?.name]).toEqual(['inner', 'council.vote']);
    expect(outer?.spanContext().traceState?.serialize()).toBe('ot=th:0');
  });

  it('begin a trace of their own below what is sampled out, linked to it', async () => {
    const sampledOut = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE };
    const span = trace
      .getTracer('test')
      .startSpan('left out', {}, trace.setSpanContext(ROOT_CONTEXT, sampledOut));
    expect(span.isRecording()).toBe(false);
    await within(span.spanContext(), governed);
    const outer = exporter.getFinishedSpans().find(({ name }) => name === 'council.vote');
    expect(outer?.parentSpanContext).toBeUndefined();
    expect(outer?.spanContext().traceId).not.toBe(sampledOut.traceId);
    expect(outer?.links).toMatchObject([{ context: { traceId: sampledOut.traceId } }]);
  });

  it('begin one also when they are recorded at their end', async () => {
    const sampledOut = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE };
    await within(sampledOut, () => {
      const attributes = complianceAttributes(TraceCategory.Database, Compliant);
      recordFinishedOperation('laws.update', { attributes, duration: 0.1 });
      recordFinishedOperation('something.else', { duration: 0.1 });
      return Promise.resolve();
    });
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: 'laws.update', links: [{ context: { traceId: sampledOut.traceId } }] },
    ]);
  });

  it('stay in a trace that is kept', async () => {
    const kept = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED };
    await within(kept, governed);
    const outer = exporter.getFinishedSpans().find(({ name }) => name === 'council.vote');
    expect(outer?.parentSpanContext).toMatchObject(kept);
    expect(outer?.links).toEqual([]);
  });

  it('count with the level that they end with', async () => {
    const rateAfter = async (level: ConstitutionalComplianceLevel): Promise<number> => {
      await traceConstitutionalOperation('x.y', TraceCategory.Security, Compliant, (span) =>
        recordCompliance(span, level),
      );
      return complianceRate();
    };
    const before = complianceRate();
    const lower = await rateAfter(NonCompliant);
    expect(lower).toBeLessThan(before);
    expect(await rateAfter(Compliant)).toBeGreaterThan(lower);
    expect(await rateAfter(ConstitutionalComplianceLevel.Unknown)).toBe(await rateAfterNothing());
  });

  const rateAfterNothing = (): Promise<number> => Promise.resolve(complianceRate());

  const within = <T>(parent: Parameters<typeof trace.setSpanContext>[1], fn: () => Promise<T>): Promise<T> =>
    context.with(trace.setSpanContext(ROOT_CONTEXT, parent), fn);
});
