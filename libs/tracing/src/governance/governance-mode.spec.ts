import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { configureGovernance, governanceMode, setGovernanceMode } from './governance-mode.js';
import { constitutionalHash, policyHash, setConstitutionalHash } from './policy-hash.js';

const HASH = 'cdd01ef066bc6cf2';

describe('the settings of governance', () => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  const policy = join(folder, 'policy.yaml');
  const POLICY = 'rules:\n  - name: no-secrets\n';
  writeFileSync(policy, POLICY);

  afterEach(() => {
    setConstitutionalHash(undefined);
    setGovernanceMode({ validates: true, isStrict: false });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('give the hash of the document, or the literal one', () => {
    configureGovernance({ CONSTITUTIONAL_POLICY_FILE: policy });
    expect(constitutionalHash()).toBe(policyHash(POLICY));
    configureGovernance({ CONSTITUTIONAL_HASH: HASH.toUpperCase(), CONSTITUTIONAL_STRICT_MODE: 'true' });
    expect(constitutionalHash()).toBe(HASH);
    expect(governanceMode()).toEqual({ validates: true, isStrict: true });
  });

  it('leave alone what the program has set, where they say nothing', () => {
    setConstitutionalHash(HASH);
    configureGovernance({});
    expect(constitutionalHash()).toBe(HASH);
    expect(governanceMode()).toEqual({ validates: true, isStrict: false });
  });

  it('take a literal hash beside the document when they are the same', () => {
    const same = { CONSTITUTIONAL_POLICY_FILE: policy, CONSTITUTIONAL_HASH: policyHash(POLICY) };
    expect(() => configureGovernance(same)).not.toThrow();
    expect(() => configureGovernance({ ...same, CONSTITUTIONAL_HASH: HASH })).toThrow(
      /CONSTITUTIONAL_HASH is/,
    );
  });

  it.each([
    ['CONSTITUTIONAL_HASH', { CONSTITUTIONAL_HASH: 'no hash' }],
    ['CONSTITUTIONAL_POLICY_FILE', { CONSTITUTIONAL_POLICY_FILE: join(folder, 'missing.yaml') }],
    ['CONSTITUTIONAL_STRICT_MODE', { CONSTITUTIONAL_STRICT_MODE: 'true' }],
    ['CONSTITUTIONAL_STRICT_MODE', { CONSTITUTIONAL_HASH: HASH, CONSTITUTIONAL_STRICT_MODE: 'very' }],
    ['CONSTITUTIONAL_VALIDATION_ENABLED', { CONSTITUTIONAL_VALIDATION_ENABLED: 'true' }],
    [
      'CONSTITUTIONAL_VALIDATION_ENABLED',
      {
        CONSTITUTIONAL_HASH: HASH,
        CONSTITUTIONAL_STRICT_MODE: 'true',
        CONSTITUTIONAL_VALIDATION_ENABLED: 'false',
      },
    ],
  ])('stop the start and name %s', (name, env) => {
    expect(() => configureGovernance(env)).toThrow(RangeError);
    expect(() => configureGovernance(env)).toThrow(new RegExp(name));
  });

  it('say what is wrong with a document', () => {
    const twice = join(folder, 'twice.yaml');
    writeFileSync(twice, 'a: 1\na: 2\n');
    expect(() => configureGovernance({ CONSTITUTIONAL_POLICY_FILE: twice })).toThrow(/keys must be unique/i);
  });
});
