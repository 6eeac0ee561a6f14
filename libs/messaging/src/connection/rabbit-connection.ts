import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gatherWrites } from '@throughline/resilience';
import { getLogger, withoutTracing } from '@throughline/tracing';
import { type ChannelModel, connect } from 'amqplib';
import { BrokerSilentError, BrokerUrlMissingError } from './broker-errors.js';

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
/** Of channels, queues and consumers together. */
const DEFAULT_SET_UP_TIMEOUT_MS = 10_000;
const HEARTBEAT_SECONDS = 10;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

export interface ConnectionRole {
  /** Shown in the broker's list of connections. */
  readonly name: string;
  /** Makes channels and topology; runs after each connect. Says what it asks the broker for. */
  setUp(model: ChannelModel, asks: (what: string) => void): Promise<void>;
  /** The connection, with all its channels, is gone. */
  lost(error: Error): void;
}

/** A connection that comes back: with growing delays, for as long as it is not closed. */
export class RabbitConnection {
  private readonly logger = getLogger('messaging');
  private readonly ended = new AbortController();
  private model: ChannelModel | undefined;
  private up = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly role: ConnectionRole,
    private readonly url = process.env['RABBITMQ_URL'],
    private readonly setUpTimeoutMs = DEFAULT_SET_UP_TIMEOUT_MS,
  ) {}

  get isUp(): boolean {
    return this.up;
  }

  /** Starts to connect, and does not wait for it. @throws {BrokerUrlMissingError} */
  start(): void {
    if (this.url === undefined || this.url === '') throw new BrokerUrlMissingError();
    const url = new URL(this.url);
    url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
    this.loop = withoutTracing(() => this.stayConnected(url.href));
  }

  /** Gives the connection up and connects anew: it is not what it should be. */
  drop(reason: string): void {
    this.logger.warn({ connection: this.role.name, reason }, 'a broker connection is given up');
    this.model?.emit('close', new Error(reason));
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.model?.emit('close', new Error('closed at shutdown'));
    await this.loop;
  }

  private async stayConnected(url: string): Promise<void> {
    for (let failures = 0; !this.ended.signal.aborted; failures++) {
      try {
        await this.session(url, () => {
          failures = -1;
        });
      } catch (error) {
        this.logger.warn({ err: error, connection: this.role.name, failures }, 'no connection to the broker');
      }
      await this.pause(failures);
    }
  }

  /** One connection, from its opening to its end. */
  private async session(url: string, opened: () => void): Promise<void> {
    const model = await connect(url, {
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: this.role.name },
    });
    this.model = model;
    const socket: unknown = Reflect.get(model.connection, 'stream');
    if (socket instanceof Duplex) gatherWrites(socket);
    const closed = untilClosed(model);
    try {
      await Promise.race([this.setUp(model), closed.then((error) => Promise.reject(error))]);
      if (this.ended.signal.aborted) return;
      this.up = true;
      opened();
      this.role.lost(await closed);
    } finally {
      this.up = false;
      this.model = undefined;
      await closeWithin(model, CLOSE_TIMEOUT_MS);
    }
  }

  /** With a deadline: a broker does not say that a queue has no leader, it only does not answer. */
  private async setUp(model: ChannelModel): Promise<void> {
    const over = new AbortController();
    let asked = 'a channel';
    const tooLong = sleep(this.setUpTimeoutMs, undefined, { signal: over.signal, ref: false }).then(() => {
      throw new BrokerSilentError(asked, this.setUpTimeoutMs);
    });
    try {
      await Promise.race([this.role.setUp(model, (what) => (asked = what)), tooLong]);
    } finally {
      tooLong.catch(() => undefined);
      over.abort();
    }
  }

  private async pause(failures: number): Promise<void> {
    const bound = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures));
    const delay = bound / 2 + (Math.random() * bound) / 2;
    await sleep(delay, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }
}

function untilClosed(model: ChannelModel): Promise<Error> {
  // 'error' is always followed by 'close'; without a listener it would end the process.
  model.on('error', () => undefined);
  return new Promise((resolve) => {
    model.on('close', (error?: Error) => resolve(error ?? new Error('the broker closed the connection')));
  });
}

/** Closes politely, but does not wait for a broker that no longer answers. */
async function closeWithin(model: ChannelModel, timeoutMs: number): Promise<void> {
  const polite = model.close().catch(() => undefined);
  await Promise.race([polite, sleep(timeoutMs, undefined, { ref: false })]);
}
