import { setTimeout as delay } from 'node:timers/promises';
import { type RunId, SERVICES, TraceSpans } from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';
import {
  journalOf,
  type TraceReport,
  type TraceSpan,
  traceIdOf,
  validateTrace,
  withoutTracing,
} from '@throughline/tracing';

const BETWEEN_ROUNDS_MS = 250;
const ROUND_MS = 5000;

/** A run's trace, held against the journals of all processes that took part. */
export interface WholeTrace {
  readonly spans: readonly TraceSpan[];
  readonly created: ReadonlySet<string>;
  readonly report: TraceReport;
  /** Two rounds in a row found nothing under way and everything received. */
  readonly isSettled: boolean;
}

/** Whom a trace is asked of: the services for what they have made, and whoever receives spans for the rest. */
export interface TraceAsked {
  readonly home: string;
  readonly client: ServiceClient;
  readonly received: () => Promise<readonly TraceSpan[]>;
}

/** Asks until the trace is settled, or the time is up. A service that is down is waited for. */
export async function settledTrace(asked: TraceAsked, id: RunId, limitMs: number): Promise<WholeTrace> {
  const end = performance.now() + limitMs;
  let quiet = 0;
  let round: Round | undefined;
  for (let rounds = 0; quiet < 2 && performance.now() < end; rounds += 1) {
    // After one that failed, too: a service that is down refuses at once, while the others are busy.
    if (rounds > 0) await delay(BETWEEN_ROUNDS_MS);
    round = await ask(asked, id).catch(() => round);
    quiet = round !== undefined && isQuiet(round) ? quiet + 1 : 0;
  }
  const spans = round?.spans ?? (await asked.received());
  const created = round?.created ?? new Set<string>();
  return { spans, created, report: validateTrace(spans, { created }), isSettled: quiet >= 2 };
}

interface Round {
  readonly created: ReadonlySet<string>;
  readonly underWay: number;
  readonly spans: readonly TraceSpan[];
}

async function ask({ home, client, received }: TraceAsked, id: RunId): Promise<Round> {
  const traceId = traceIdOf(id);
  const path = `/internal/traces/${traceId}/spans`;
  const answers = await withoutTracing(() =>
    allEnded(SERVICES.map((service) => client.get(service, path, TraceSpans, { timeoutMs: ROUND_MS }))),
  );
  const own = await journalOf(traceId, { home, service: 'cli' });
  const underWay = answers.map(
    ({ live, unsentMessages, unfinishedJobs }) => live + unsentMessages + unfinishedJobs,
  );
  return {
    created: new Set([...own.created, ...answers.flatMap(({ created }) => created)]),
    underWay: underWay.reduce((sum, next) => sum + next, own.live),
    spans: await received(),
  };
}

/** No call goes on when the next round begins. */
async function allEnded<T>(calls: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(calls);
  return Promise.all(calls);
}

function isQuiet({ created, underWay, spans }: Round): boolean {
  const received = new Set(spans.map(({ spanId }) => spanId));
  return (
    underWay === 0 && received.size === created.size && [...created].every((spanId) => received.has(spanId))
  );
}
