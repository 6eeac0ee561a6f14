import { type Readable, pipeline } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { ServiceClient } from '@throughline/service-client';
import { ServiceLifecycle } from '@throughline/service-host';
import { withoutTracing } from '@throughline/tracing';
import { GatewayConfig } from '../config.js';
import { TooManyEventStreamsError } from './event.errors.js';
import { Heartbeat } from './heartbeat.js';

/** The open event streams, bounded; all end when the service shuts down, and clients come back to the next one. */
@Injectable()
export class EventStreams {
  #open = 0;

  constructor(
    private readonly client: ServiceClient,
    private readonly lifecycle: ServiceLifecycle,
    private readonly config: GatewayConfig,
  ) {}

  /** The orchestrator's events at `path`, after the one that the caller has seen last. */
  async open(path: string, lastEventId: string | undefined): Promise<Readable> {
    const { maxEventStreams, callTimeoutMs: timeoutMs, streamIdleMs: idleTimeoutMs } = this.config;
    if (this.#open >= maxEventStreams) throw new TooManyEventStreamsError(maxEventStreams);
    this.#open += 1;
    try {
      const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const options = { timeoutMs, idleTimeoutMs, headers };
      const events = await withoutTracing(() =>
        this.client.stream('workflow-orchestrator', path, undefined, options),
      );
      return this.#passOn(events);
    } catch (error) {
      this.#open -= 1;
      throw error;
    }
  }

  #passOn(events: Readable): Readable {
    const { signal } = this.lifecycle;
    const heartbeat = new Heartbeat(this.config.heartbeatMs);
    const end = () => {
      events.unpipe(heartbeat);
      heartbeat.end();
    };
    // The callback runs once, whichever side ends first, and both sides are closed by then.
    pipeline(events, heartbeat, () => {
      signal.removeEventListener('abort', end);
      this.#open -= 1;
    });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    return heartbeat;
  }
}
