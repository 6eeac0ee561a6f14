import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { canonicalForm } from './canonical-form.js';
import { ConstitutionalComplianceLevel, TraceCategory } from './compliance.js';
import { TraceCompliance, TraceConsensus } from './compliance.decorators.js';
import { traceConstitutionalOperation } from './constitutional-operation.js';
import { constitutionalHash, policyHash, setConstitutionalHash } from './policy-hash.js';

class Council {
  @TraceCompliance({ level: ConstitutionalComplianceLevel.Partial }) review(): number {
    return 1;
  }
  @TraceConsensus('council.vote') vote(): Promise<number> {
    return Promise.resolve(2);
  }
}

describe('the hash of a policy', () => {
  it('is the SHA-256 of the canonical form', () => {
    // printf '{"a":[1,"x"],"b":null}' | sha256sum
    expect(canonicalForm({ b: null, a: [1, 'x'] })).toBe('{"a":[1,"x"],"b":null}');
    expect(policyHash('b: null\na: [1, x]')).toBe(policyHash('# why\na:\n  - 1\n  - "x"\nb:\n'));
    expect(policyHash('a: 1')).not.toBe(policyHash('a: 2'));
    expect(policyHash('a: 1')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not depend on the order of keys, and on every value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
        const turned = Object.fromEntries(Object.entries(document).reverse());
        expect(canonicalForm(turned)).toBe(canonicalForm(document));
        expect(JSON.parse(canonicalForm(document))).toEqual(JSON.parse(JSON.stringify(document)));
      }),
    );
  });

  it('refuses what is no document of plain data', () => {
    expect(() => policyHash('a: 1\na: 2')).toThrow(expect.objectContaining({ code: 'policy_invalid' }));
    expect(() => policyHash('a: .inf')).toThrow(expect.objectContaining({ code: 'policy_invalid' }));
    expect(() => setConstitutionalHash('no hash')).toThrow(
      expect.objectContaining({ code: 'policy_hash_invalid' }),
    );
  });
});

describe('governed operations', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const hash = 'cdd01ef066bc6cf2';

  beforeAll(() => {
    trace.setGlobalTracerProvider(provider);
    setConstitutionalHash(hash.toUpperCase());
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    setConstitutionalHash(undefined);
    trace.disable();
    return provider.shutdown();
  });

  it('carry the hash, the category and the level', async () => {
    const council = new Council();
    expect(constitutionalHash()).toBe(hash);
    expect(council.review()).toBe(1);
    await expect(council.vote()).resolves.toBe(2);
    const { Security } = TraceCategory;
    const { Compliant } = ConstitutionalComplianceLevel;
    await expect(traceConstitutionalOperation('keys.rotate', Security, Compliant, () => 3)).resolves.toBe(3);
    expect(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'Council.review',
        { 'constitutional-hash': hash, 'compliance.level': 'partial', 'trace.category': 'constitutional' },
      ],
      [
        'council.vote',
        { 'constitutional-hash': hash, 'compliance.level': 'unknown', 'trace.category': 'consensus' },
      ],
      [
        'keys.rotate',
        { 'constitutional-hash': hash, 'compliance.level': 'compliant', 'trace.category': 'security' },
      ],
    ]);
  });
});
