import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { HandlerBinding } from '../consumer/handler-binding.js';
import { deadLetterQueueOf } from '../topology/names.js';
import { DeadLetterIntake } from './dead-letter-intake.js';

/** Taken from the broker and not yet kept, at most. */
const PREFETCH = 16;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

interface Arrival {
  readonly binding: HandlerBinding;
  readonly message: ConsumeMessage;
  readonly channel: Channel;
}

/** Takes dead letters out of the service's queues into its table, where they can be looked at, redriven and discarded. */
@Injectable()
export class DeadLetterCollector {
  private readonly logger = getLogger('messaging');
  private readonly stopped = new AbortController();
  private waiting: Arrival[] = [];
  private running: Promise<void> | undefined;
  private channel: Channel | undefined;

  constructor(private readonly intake: DeadLetterIntake) {}

  /** @param closed told when the channel ends while the connection does not */
  async consume(model: ChannelModel, bindings: readonly HandlerBinding[], closed: () => void): Promise<void> {
    const channel = await model.createChannel();
    channel.on('error', () => undefined);
    channel.on('close', () => {
      if (this.channel === channel) closed();
    });
    await channel.prefetch(PREFETCH);
    this.channel = channel;
    for (const binding of bindings)
      await withoutTracing(() =>
        channel.consume(deadLetterQueueOf(binding.queue), (message) => {
          if (message === null) closed();
          else this.add({ binding, message, channel });
        }),
      );
  }

  /** The connection is gone: what has not been answered is delivered anew. */
  lost(): void {
    this.channel = undefined;
    this.waiting = [];
  }

  /** Resolves when nothing is being kept; the rest goes back to its queue with the connection. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.lost();
    await this.running;
  }

  private add(arrival: Arrival): void {
    if (this.stopped.signal.aborted) return;
    this.waiting.push(arrival);
    this.running ??= withoutTracing(() => this.run());
  }

  private async run(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift())
      await this.keep(next);
    this.running = undefined;
  }

  /** Until it is kept, or its channel is gone: it is the last place that has the message. */
  private async keep({ binding, message, channel }: Arrival): Promise<void> {
    for (let tries = 0; this.channel === channel; tries++) {
      try {
        await this.intake.store(binding, message, tries);
        channel.ack(message);
        return;
      } catch (error) {
        this.logger.warn({ err: error, queue: binding.queue, tries }, 'a dead letter could not be kept yet');
        await this.pause(tries);
      }
    }
  }

  private async pause(tries: number): Promise<void> {
    const delay = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 10));
    await sleep(delay, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
