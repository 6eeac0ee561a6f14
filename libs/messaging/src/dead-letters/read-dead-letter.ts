import { createHash } from 'node:crypto';
import { trace } from '@throughline/tracing/api';
import { runIdFrom } from '@throughline/contracts';
import { storableText } from '@throughline/persistence';
import { deliverySpanIdOf, restoreContext } from '@throughline/tracing';
import type { ConsumeMessage } from 'amqplib';
import { deadLetterQueueOf } from '../topology/names.js';
import {
  carrierIn,
  CAUSE_CODE_HEADER,
  CAUSE_HEADER,
  FAILED_AT_HEADER,
  type Headers,
  isOfSender,
  numberHeader,
  REDRIVES_HEADER,
  RETRIES_HEADER,
  stringHeader,
} from '../wire/headers.js';
import type { DeadLetter } from './dead-letter.js';

const MAX_CAUSE = 2_000;
/** More than a message is ever delivered from its queue of dead letters. */
const COUNTS_PER_REDRIVE = 1_000_000;

/** A message from a queue of dead letters, with what its headers tell of its end. */
export function readDeadLetter(queue: string, messageType: string, message: ConsumeMessage): DeadLetter {
  const headers: Headers = message.properties.headers ?? {};
  const messageId = storableText(String(message.properties.messageId ?? ''));
  const redrives = numberHeader(headers, REDRIVES_HEADER);
  const span = trace.getSpanContext(restoreContext(carrierIn(headers)));
  const count = redrives * COUNTS_PER_REDRIVE + numberHeader(headers, 'x-delivery-count');
  return {
    id: idOf(queue, messageId, message.content),
    ...{ queue, messageType, messageId, redrives },
    runId: runOf(message.content),
    traceId: span?.traceId ?? null,
    spanId: deliverySpanIdOf(messageId, deadLetterQueueOf(queue), count, 0),
    ...causeOf(headers),
    tries: numberHeader(headers, RETRIES_HEADER),
    body: message.content,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => isOfSender(name))),
    failedAt: failedAtOf(headers),
  };
}

/** What our services wrote before they gave a message up, or what the broker says when it did. */
function causeOf(headers: Headers): Pick<DeadLetter, 'causeCode' | 'cause'> {
  const causeCode = stringHeader(headers, CAUSE_CODE_HEADER);
  if (causeCode === undefined) return { causeCode: NOT_ANSWERED.code, cause: NOT_ANSWERED.cause };
  const cause = (stringHeader(headers, CAUSE_HEADER) ?? '').slice(0, MAX_CAUSE);
  return { causeCode: storableText(causeCode).slice(0, 200), cause: storableText(cause) };
}

const NOT_ANSWERED = {
  code: 'not_answered',
  cause: 'the broker gave it up: it was delivered time and again, and never answered',
} as const;

/** From what makes the message itself, so that one that comes twice is one dead letter. */
function idOf(queue: string, messageId: string, body: Buffer): string {
  const hash = createHash('sha256').update(JSON.stringify([queue, messageId]));
  // What has no usable id of its own is told apart by what it says.
  if (!/^[0-9a-f-]{36}$/.test(messageId)) hash.update(body);
  const hex = hash.digest('hex');
  // RFC 9562: version 8 is for ids made in a way of one's own.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function runOf(body: Buffer): string | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value !== 'object' || value === null || !('runId' in value)) return null;
    return typeof value.runId === 'string' ? (runIdFrom(value.runId) ?? null) : null;
  } catch {
    return null;
  }
}

function failedAtOf(headers: Headers): Date {
  const date = new Date(stringHeader(headers, FAILED_AT_HEADER) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
