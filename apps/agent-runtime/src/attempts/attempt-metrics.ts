import { ThroughlineError } from '@throughline/contracts';
import { countAgentCall } from '@throughline/tracing';
import type { Ending } from './attempt-ending.js';

const AGENT = 'agent-runtime';

/** Counts and times one attempt by how it ended; `interrupted` is one that another worker will go on with. */
export async function measureAttempt(work: () => Promise<Ending>): Promise<void> {
  const begun = performance.now();
  const count = (status: string, errorKind?: string): void =>
    countAgentCall({
      agent: AGENT,
      status,
      seconds: (performance.now() - begun) / 1000,
      ...(errorKind === undefined ? {} : { errorKind }),
    });
  try {
    const ending = await work();
    count(ending.outcome, ending.outcome === 'failed' ? ending.kind : undefined);
  } catch (error) {
    count('interrupted', error instanceof ThroughlineError ? error.kind : 'internal');
    throw error;
  }
}
