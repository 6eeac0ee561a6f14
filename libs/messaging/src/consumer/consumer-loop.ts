import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable, isTransactionConflict } from '@throughline/persistence';
import { faultPoint, retry } from '@throughline/resilience';
import { getLogger } from '@throughline/tracing';
import { BegunHandlings } from './begun-handlings.js';
import { BatchTransaction } from './batch-transaction.js';
import type { Delivery } from './delivery.js';
import { FailedMessages } from './failed-messages.js';
import { HandlingNeverEndedError } from './handling-never-ended.error.js';
import { type ReceivedMessage, typesOf } from './received-message.js';

/** Deliveries that share a transaction, at most. */
export const MAX_BATCH = 64;
/** Processes that a message may take down before it is a dead letter. */
const MAX_DEATHS = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Takes what is waiting, never waits for more, and handles it; one transaction at a time. */
@Injectable()
export class ConsumerLoop {
  private readonly logger = getLogger('messaging');
  private readonly stopped = new AbortController();
  private waiting: Delivery[] = [];
  private running: Promise<void> | undefined;
  /** Deliveries were left without an answer: those that come later may not be answered for them. */
  private leftSome = false;

  constructor(
    private readonly transaction: BatchTransaction,
    private readonly failedMessages: FailedMessages,
    private readonly begunHandlings: BegunHandlings,
  ) {}

  add(delivery: Delivery): void {
    this.waiting.push(delivery);
    this.running ??= this.run();
  }

  /** The connection is gone: what nobody has begun is delivered anew. */
  forgetWaiting(): void {
    this.waiting = [];
  }

  /** Resolves when everything delivered is answered; an outage is not waited for, the broker delivers again. */
  async drain(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    // Deliveries of one network read arrive in one turn: let them all come in first.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.finish(this.waiting.splice(0, MAX_BATCH));
    this.running = undefined;
  }

  /** Handles the batch until each delivery is answered, through outages; unanswered ones are tried again. */
  private async finish(batch: readonly Delivery[]): Promise<void> {
    const left = new Set(batch);
    for (let pauses = 0; left.size > 0; pauses++) {
      try {
        await this.handle(left);
        return;
      } catch (error) {
        if (this.stopped.signal.aborted) {
          this.leftSome = true;
          return;
        }
        this.logger.warn({ err: error, deliveries: left.size }, 'messages wait: something needed is away');
        await this.pause(pauses);
      }
    }
  }

  private async handle(left: Set<Delivery>): Promise<void> {
    const messages: ReceivedMessage[] = [];
    for (const delivery of left) {
      const body = await this.parse(delivery);
      if (body === undefined) left.delete(delivery);
      else messages.push({ delivery, body });
    }
    const [suspects, others] = partition(messages, ({ delivery }) => delivery.isSuspect);
    for (const message of suspects) await this.carefully(message, left);
    if (others.length === 0) return;
    const error = await this.attempt(others, 0, left);
    if (error === undefined) return;
    if (others.length === 1) await this.fail(others[0], error.cause, left);
    else for (const message of others) await this.alone(message, left);
  }

  /** Alone, so that it takes no other message with it; written down before, so that others know if this process dies. */
  private async carefully(message: ReceivedMessage, left: Set<Delivery>): Promise<void> {
    const before = await this.begunHandlings.begin(message.delivery);
    if (before >= MAX_DEATHS) await this.fail(message, new HandlingNeverEndedError(before), left);
    else {
      const error = await this.attempt([message], 0, left);
      if (error !== undefined) await this.fail(message, error.cause, left);
    }
    await this.begunHandlings.end(message.delivery);
  }

  /** @returns undefined for a malformed message, which is a dead letter now */
  private async parse(delivery: Delivery): Promise<object | undefined> {
    try {
      return delivery.parse();
    } catch (error) {
      await this.failedMessages.handle(delivery, error);
      return undefined;
    }
  }

  private async alone(message: ReceivedMessage, left: Set<Delivery>): Promise<void> {
    const error = await this.attempt([message], 1, left);
    if (error !== undefined) await this.fail(message, error.cause, left);
  }

  private async fail(
    message: ReceivedMessage | undefined,
    error: unknown,
    left: Set<Delivery>,
  ): Promise<void> {
    if (message === undefined) return;
    await this.failedMessages.handle(message.delivery, error);
    left.delete(message.delivery);
  }

  /** @returns what a handler threw. @throws when the database is away: nothing is answered then */
  private async attempt(
    messages: readonly ReceivedMessage[],
    attemptNo: 0 | 1,
    left: Set<Delivery>,
  ): Promise<{ cause: unknown } | undefined> {
    try {
      await retry(() => this.transaction.run(messages, attemptNo), CONFLICTS);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      return { cause: error };
    }
    faultPoint('messaging.consumer.before-ack', typesOf(messages));
    this.answer(messages, left);
    return undefined;
  }

  /** One answer for all where nothing before them is open: the broker writes each answer down. */
  private answer(messages: readonly ReceivedMessage[], left: Set<Delivery>): void {
    if (!this.leftSome && messages.length === left.size) messages.at(-1)?.delivery.ack(true);
    else for (const { delivery } of messages) delivery.ack();
    for (const { delivery } of messages) left.delete(delivery);
  }

  private async pause(pauses: number): Promise<void> {
    const delay = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(pauses, 10));
    await sleep(delay, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}

const CONFLICTS = {
  attempts: 3,
  baseDelayMs: 20,
  maxDelayMs: 100,
  isRetryable: isTransactionConflict,
} as const;

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
