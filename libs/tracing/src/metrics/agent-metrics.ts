import { counter, distribution } from './instruments.js';
import { WORK_SECONDS } from './seconds.js';

/** A call to an agent that is over: a task given to one, or a request to one elsewhere. */
export interface AgentCall {
  /** The agent's name. */
  readonly agent: string;
  /** How it ended: `ok`, `error`, or a word of your own for an outcome. */
  readonly status: string;
  readonly seconds: number;
  /** What kind of error it ended with; counted in agent_errors_total. */
  readonly errorKind?: string;
}

/** Counts and times a call to an agent. */
export function countAgentCall({ agent, status, seconds, errorKind }: AgentCall): void {
  counter('agent_calls_total', 'Calls to agents').add(1, { agent, status });
  distribution('agent_call_duration_seconds', {
    description: 'How long calls to agents took',
    unit: 's',
    buckets: WORK_SECONDS,
  }).record(seconds, { agent });
  if (errorKind === undefined) return;
  counter('agent_errors_total', 'Calls to agents that failed').add(1, { agent, kind: errorKind });
}
