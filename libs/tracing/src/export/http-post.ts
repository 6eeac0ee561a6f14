import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { urlToHttpOptions } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { UNTRACED_HEADER } from '../context/names.js';
import type { ExportTarget } from './export-targets.js';
import { rehearseRequest } from './rehearsed-request.js';

/** What a receiver has answered. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfterMs?: number;
}

/** A request that was not answered. */
export class NoAnswerError extends Error {
  constructor(
    /** Whether it may have been read all the same. */
    readonly mayHaveArrived: boolean,
    cause: unknown,
  ) {
    super('the receiver of traces has not answered', { cause });
    this.name = 'NoAnswerError';
  }
}

const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_SOCKETS = 4;
/** After so long a process is one that stays, and not yet one that has much to do. */
const REHEARSED_AFTER_MS = 100;
const compressed = promisify(gzip);

/** Posts bodies to one address, with connections that are kept. */
export class HttpPost {
  private readonly url: URL;
  private readonly rehearsal = setTimeout(rehearseRequest, REHEARSED_AFTER_MS).unref();
  private agent: Agent | undefined;

  constructor(
    private readonly target: Pick<ExportTarget, 'url' | 'headers' | 'compression' | 'tls'>,
    private readonly contentType: string,
  ) {
    this.url = new URL(target.url ?? '');
    // Compresses nothing now, for the first time takes the event loop milliseconds: now nobody waits for it yet.
    if (target.compression === 'gzip') gzip(Buffer.alloc(0), () => undefined);
  }

  /** @throws {NoAnswerError} when there is no answer before the signal aborts */
  async post(body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    clearTimeout(this.rehearsal);
    await nextTurn(); // not in that in which the body was made
    if (this.target.compression !== 'gzip') return this.send(body, {}, signal);
    return this.send(await compressed(body), { 'content-encoding': 'gzip' }, signal);
  }

  private get isSecure(): boolean {
    return this.url.protocol === 'https:';
  }

  close(): void {
    clearTimeout(this.rehearsal);
    this.agent?.destroy();
  }

  private send(body: Uint8Array, more: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Said to every receiver: one that is traced itself would make a span of each export, and export that.
      const untraced = { [UNTRACED_HEADER]: '1' };
      const headers = { ...untraced, ...this.target.headers, 'content-type': this.contentType, ...more };
      const request = this.request({ ...headers, 'content-length': String(body.byteLength) }, signal);
      const arrival = arrivalOf(request, this.isSecure ? 'secureConnect' : 'connect');
      request.on('response', (response) => readAnswer(response, resolve));
      request.on('error', (cause) => reject(new NoAnswerError(arrival.isPossible, cause)));
      request.end(body);
    });
  }

  /** The class and not Node's `request`, which instrumentation surrounds: nobody traces how traces are sent. */
  private request(headers: Record<string, string>, signal: AbortSignal): ClientRequest {
    this.agent ??= new (this.isSecure ? process.getBuiltinModule('node:https') : http()).Agent({
      keepAlive: true,
      maxSockets: MOST_SOCKETS,
      ...this.target.tls,
    });
    const options = { ...urlToHttpOptions(this.url), method: 'POST', headers, agent: this.agent, signal };
    return new (http().ClientRequest)(options);
  }
}

/** Asked for now and not on import: by now instrumentation knows it. */
const http = (): typeof import('node:http') => process.getBuiltinModule('node:http');

/** Nothing is written before there is a connection. */
function arrivalOf(request: ClientRequest, ready: 'connect' | 'secureConnect'): { isPossible: boolean } {
  const arrival = { isPossible: false };
  request.once('socket', (socket) => {
    if (!socket.connecting) arrival.isPossible = true;
    else
      socket.once(ready, () => {
        arrival.isPossible = true;
      });
  });
  return arrival;
}

/** The status is the answer; a body that is cut off or too long changes nothing about it. */
function readAnswer(response: IncomingMessage, resolve: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > MOST_ANSWER_BYTES) response.destroy();
    else chunks.push(chunk);
  });
  response.on('error', () => undefined);
  response.once('close', () => {
    const after = retryAfter(response.headers['retry-after']);
    const body = Buffer.concat(chunks);
    const status = response.statusCode ?? 0;
    resolve({ status, body, ...(after === undefined ? {} : { retryAfterMs: after }) });
  });
}

function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
