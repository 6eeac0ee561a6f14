import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { getLogger, withoutTracing } from '@throughline/tracing';
import type { Channel, ChannelModel } from 'amqplib';

const INTERVAL_MS = 1_000;

/** How many messages wait in queues, as of a second ago. A queue that is not there has none. */
@Injectable()
export class QueueDepths {
  private readonly logger = getLogger('messaging');
  private readonly stopped = new AbortController();
  private readonly depths = new Map<string, number>();
  private model: ChannelModel | undefined;
  private channel: Channel | undefined;
  private loop: Promise<void> | undefined;

  /** The queue in which most messages wait. */
  get deepest(): { readonly queue: string; readonly waiting: number } | undefined {
    let deepest: { queue: string; waiting: number } | undefined;
    for (const [queue, waiting] of this.depths)
      if (waiting > (deepest?.waiting ?? -1)) deepest = { queue, waiting };
    return deepest;
  }

  /** Looks at these queues from now on, by way of this connection. */
  async watch(model: ChannelModel, queues: readonly string[]): Promise<void> {
    this.model = model;
    this.channel = undefined;
    this.depths.clear();
    for (const queue of queues) this.depths.set(queue, 0);
    await this.look();
    this.loop ??= withoutTracing(() => this.keepLooking());
  }

  /** The connection is gone: what was seen last stays, until there is another. */
  lost(): void {
    this.model = undefined;
    this.channel = undefined;
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.lost();
    await this.loop;
  }

  private async keepLooking(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await sleep(INTERVAL_MS, undefined, { signal: this.stopped.signal, ref: false }).catch(() => undefined);
      if (!this.stopped.signal.aborted) await this.look();
    }
  }

  private async look(): Promise<void> {
    for (const queue of this.depths.keys()) {
      try {
        const channel = await this.openChannel();
        if (channel === undefined) return;
        const { messageCount } = await withoutTracing(() => channel.checkQueue(queue));
        this.depths.set(queue, messageCount);
      } catch (error) {
        // The broker closes a channel on which somebody asks for a queue that is not there.
        this.channel = undefined;
        if (isMissing(error)) this.depths.set(queue, 0);
        else {
          this.logger.debug({ err: error, queue }, 'a queue could not be looked at');
          return;
        }
      }
    }
  }

  private async openChannel(): Promise<Channel | undefined> {
    if (this.channel !== undefined || this.model === undefined) return this.channel;
    const channel = await this.model.createChannel();
    channel.on('error', () => undefined);
    channel.on('close', () => {
      if (this.channel === channel) this.channel = undefined;
    });
    this.channel = channel;
    return channel;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && error.message.includes('NOT_FOUND');
