import type { Readable } from 'node:stream';
import { DeadlineExceededError } from '@throughline/contracts';
import { remainingMs } from '@throughline/resilience';
import type { Dispatcher, Pool } from 'undici';
import { InvalidResponseError } from './service-client.errors.js';
import { inTerms } from './stream-errors.js';
import { remoteError } from './response.js';
import type { ServiceConnection } from './service-connection.js';
import { transportError } from './transport-error.js';

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_PROBLEM_BYTES = 64 * 1024;

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

export interface SendOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One try of a call whose answer is read whole. */
export function send(
  connection: ServiceConnection,
  call: Call,
  token: string,
  options: SendOptions,
): Promise<string> {
  return attempt(connection, call, options, async (timeoutMs, signal) => {
    const times = { timeoutMs, idleMs: timeoutMs, signal };
    const response = await request(connection, connection.pool, call, token, options, times);
    return textOf(connection.service, response.body, MAX_BODY_BYTES);
  });
}

/** One try of a call whose answer is read as it comes. */
export function sendForStream(
  connection: ServiceConnection,
  call: Call,
  token: string,
  options: SendOptions & { readonly idleTimeoutMs: number },
): Promise<Readable> {
  return attempt(connection, call, options, async (timeoutMs, signal) => {
    const times = { timeoutMs, idleMs: options.idleTimeoutMs, signal };
    const { body } = await request(connection, connection.streams, call, token, options, times);
    return inTerms(body, (error) =>
      transportError(connection.service, call.path, error, undefined, options.signal),
    );
  });
}

/** Inside bound, breaker and deadline; what goes wrong comes out in the platform's terms. */
async function attempt<T>(
  connection: ServiceConnection,
  { path }: Call,
  { timeoutMs, signal: caller }: SendOptions,
  fn: (timeoutMs: number, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const remaining = Math.floor(remainingMs(timeoutMs));
  const late = () => new DeadlineExceededError(`the call of ${path} of ${connection.service}`);
  if (remaining <= 0) throw late();
  // Not AbortSignal.timeout: once `fn` is done the time no longer counts, and a stream goes on.
  const timeout = new AbortController();
  // With a reason: for an AbortError the call's span would end as if nothing had gone wrong.
  const timer = setTimeout(() => timeout.abort(late()), remaining);
  const signal = caller === undefined ? timeout.signal : AbortSignal.any([timeout.signal, caller]);
  const rethrow = (error: unknown): never => {
    throw transportError(connection.service, path, error, timeout.signal, caller);
  };
  try {
    return await connection.admit(() =>
      connection.breaker.run(() => fn(remaining, signal).catch(rethrow)).catch(rethrow),
    );
  } finally {
    clearTimeout(timer);
  }
}

interface Times {
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

async function request(
  { service }: ServiceConnection,
  pool: Pool,
  { method, path, body }: Call,
  token: string,
  { headers = {} }: SendOptions,
  { timeoutMs, idleMs, signal }: Times,
): Promise<Dispatcher.ResponseData> {
  const response = await pool.request({
    method,
    path,
    headersTimeout: timeoutMs,
    bodyTimeout: idleMs,
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      'throughline-deadline': String(Math.round(Date.now() + timeoutMs)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal,
  });
  if (response.statusCode < 400) return response;
  const problem = await textOf(service, response.body, MAX_PROBLEM_BYTES);
  throw remoteError(service, response.statusCode, problem, response.headers['retry-after']);
}

async function textOf(service: string, body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > limit) throw new InvalidResponseError(service, `more than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
