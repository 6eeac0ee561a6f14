import { setTimeout as delay } from 'node:timers/promises';
import { RUN_EVENT_KINDS, type RunEvent, type RunId } from '@throughline/contracts';
import type { ServiceClient } from '@throughline/service-client/client';
import { withoutTracing } from '@throughline/tracing';
import { createParser } from 'eventsource-parser';
import { isFinalState } from './final-state.js';

/** Failures in a row after which the platform counts as gone; about half a minute. */
const MAX_FAILURES = 20;
const MAX_DELAY_MS = 2000;

export const isFinal = (event: RunEvent): boolean => event.kind === 'run' && isFinalState(event.state);

/**
 * What happens in a run, from its beginning to its end, each event once. A broken stream is opened again
 * where it broke off.
 */
export async function* runEvents(
  client: ServiceClient,
  id: RunId,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  let last = 0;
  for await (const event of events(client, `/v1/runs/${id}/events`, signal)) {
    if (event.sequence <= last) continue;
    last = event.sequence;
    yield event;
    if (isFinal(event)) return;
  }
}

/** What happens in all runs, from now on or from the first event that is kept, until the signal. */
export const allEvents = (
  client: ServiceClient,
  from: 'start' | 'now',
  signal: AbortSignal,
): AsyncGenerator<RunEvent> => events(client, `/v1/events?from=${from}`, signal);

async function* events(client: ServiceClient, path: string, signal: AbortSignal): AsyncGenerator<RunEvent> {
  let last: string | undefined;
  for (let failures = 0; ; failures += 1) {
    try {
      for await (const { id, event } of framesAfter(client, path, last, signal)) {
        failures = 0;
        last = id ?? last;
        if (event !== undefined) yield event;
      }
    } catch (error) {
      if (signal.aborted || failures >= MAX_FAILURES || !mayPass(error)) throw error;
    }
    await delay(Math.min(MAX_DELAY_MS, 100 * 2 ** failures), undefined, { signal });
  }
}

/** An id to come back with; some come without an event of a run. */
interface Frame {
  readonly id: string | undefined;
  readonly event: RunEvent | undefined;
}

async function* framesAfter(
  client: ServiceClient,
  path: string,
  last: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const headers = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) };
  const options = { headers, signal, timeoutMs: 10_000, idleTimeoutMs: 45_000 };
  const body = await withoutTracing(() => client.stream('api-gateway', path, undefined, options));
  const stop = (): void => void body.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* parsedFrames(body.setEncoding('utf8'));
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
}

async function* parsedFrames(text: AsyncIterable<string>): AsyncGenerator<Frame> {
  const waiting: Frame[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      const event: unknown = JSON.parse(data);
      waiting.push({ id, event: isRunEvent(event) ? event : undefined });
    },
  });
  for await (const chunk of text) {
    parser.feed(chunk);
    yield* waiting.splice(0);
  }
}

/** A refusal stays one; a broken connection and a restarting service pass. */
const mayPass = (error: unknown): boolean =>
  !(error instanceof Error && 'kind' in error && error.kind !== 'unavailable' && error.kind !== 'timeout');

const KINDS: ReadonlySet<unknown> = new Set(RUN_EVENT_KINDS);

function isRunEvent(value: unknown): value is RunEvent {
  if (typeof value !== 'object' || value === null) return false;
  if (!('sequence' in value && 'at' in value && 'kind' in value && 'state' in value && 'text' in value))
    return false;
  const { sequence, at, kind, state, text } = value;
  return (
    typeof sequence === 'number' &&
    [at, state, text].every((field) => typeof field === 'string') &&
    KINDS.has(kind)
  );
}
