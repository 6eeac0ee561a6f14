import 'reflect-metadata';
import {
  ConstitutionalComplianceLevel,
  TraceCategory,
  TraceCompliance,
  TraceConsensus,
  checkConstitutionalHash,
  complianceRate,
  policyHash,
  recordCompliance,
  setConstitutionalHash,
  setGovernanceMode,
  traceConstitutionalOperation,
} from '@throughline/tracing';

const POLICY = 'rules:\n  - name: no-secrets\n';

// What CONSTITUTIONAL_POLICY_FILE and CONSTITUTIONAL_STRICT_MODE do, from a file of yours.
setConstitutionalHash(policyHash(POLICY));
setGovernanceMode({ validates: true, isStrict: true });

class Council {
  @TraceCompliance({ level: ConstitutionalComplianceLevel.Compliant })
  review(): string {
    return 'fine';
  }

  @TraceConsensus()
  vote(): Promise<string> {
    return Promise.resolve('yes');
  }
}

const council = new Council();
council.review();
await council.vote();

await traceConstitutionalOperation(
  'keys.rotate',
  TraceCategory.Security,
  ConstitutionalComplianceLevel.Unknown,
  async (span) => {
    await Promise.resolve();
    recordCompliance(span, ConstitutionalComplianceLevel.Compliant); // now that it is known
  },
);

// TracingModule compares the hash of requests, libs that consume messages with this:
try {
  checkConstitutionalHash({ 'constitutional-hash': 'deadbeefdeadbeef' });
} catch (error) {
  if (!(error instanceof Error)) throw error;
  // ConstitutionalHashError: in strict mode the message is to be a dead letter
}
if (complianceRate() === 1) throw new Error('the mismatch has not been counted');
