import { Agent, request } from 'undici';
import { remainingMs } from '@throughline/resilience';
import { withoutBaggageEgress } from '@throughline/tracing';
import {
  ProviderMalformedError,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from '../provider.errors.js';
import type { HttpAnswer } from './openai-failure.js';

export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 64;
/** Those on a connection and those that wait for one. */
const MAX_UNDER_WAY = 256;

export interface OpenAiClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
}

/** One HTTP request at a time: bounded in time and size, following no redirect, retrying nothing. */
export class OpenAiClient {
  readonly #agent = new Agent({
    connections: MAX_CONNECTIONS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    maxResponseSize: MAX_ANSWER_BYTES,
    // The one deadline of a request is its signal.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  #underWay = 0;

  constructor(private readonly options: OpenAiClientOptions) {}

  get(path: string, timeoutMs: number): Promise<HttpAnswer> {
    return this.#send('GET', path, undefined, timeoutMs);
  }

  post(path: string, body: object, timeoutMs: number, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#send('POST', path, JSON.stringify(body), timeoutMs, signal);
  }

  /** Ends what is still under way. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    body: string | undefined,
    atMostMs: number,
    caller?: AbortSignal,
  ): Promise<HttpAnswer> {
    const timeoutMs = Math.ceil(remainingMs(atMostMs));
    if (this.#underWay >= MAX_UNDER_WAY)
      throw new ProviderUnavailableError(
        'openai',
        `${String(MAX_UNDER_WAY)} calls are waiting for it already`,
      );
    this.#underWay += 1;
    try {
      return await withoutBaggageEgress(async () => {
        const answer = await request(`${this.options.baseUrl}${path}`, {
          method,
          headers: this.#headers(body !== undefined),
          body: body ?? null,
          dispatcher: this.#agent,
          signal: AbortSignal.any([
            AbortSignal.timeout(timeoutMs),
            ...(caller === undefined ? [] : [caller]),
          ]),
        });
        return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
      });
    } catch (error) {
      if (caller?.aborted === true) throw caller.reason;
      throw transportError(error, timeoutMs);
    } finally {
      this.#underWay -= 1;
    }
  }

  #headers(hasBody: boolean): Record<string, string> {
    return {
      accept: 'application/json',
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(this.options.apiKey !== undefined && { authorization: `Bearer ${this.options.apiKey}` }),
    };
  }
}

/** What went wrong on the way; anything else is a fault of ours and stays what it is. */
function transportError(error: unknown, timeoutMs: number): unknown {
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (error instanceof Error && error.name === 'TimeoutError')
    return new ProviderTimeoutError('openai', timeoutMs, error);
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return new ProviderMalformedError('openai', `it is larger than ${String(MAX_ANSWER_BYTES)} bytes`);
  }
  return new ProviderUnavailableError('openai', `the connection fails (${code})`, { cause: error });
}
