import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { UNTRACED_HEADER } from '../context/names.js';
import type { ExportTarget } from './export-targets.js';

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
const compressed = promisify(gzip);

/** Posts bodies to one address, with connections that are kept. */
export class HttpPost {
  private readonly url: URL;
  private agent: Agent | undefined;

  constructor(
    private readonly target: Pick<ExportTarget, 'url' | 'headers' | 'compression' | 'tls'>,
    private readonly contentType: string,
  ) {
    this.url = new URL(target.url ?? '');
  }

  /** @throws {NoAnswerError} when there is no answer before the signal aborts */
  async post(body: Uint8Array, signal: AbortSignal): Promise<Answer> {
    if (this.target.compression !== 'gzip') return this.send(body, {}, signal);
    return this.send(await compressed(body), { 'content-encoding': 'gzip' }, signal);
  }

  close(): void {
    this.agent?.destroy();
  }

  private send(body: Uint8Array, more: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Said to every receiver: one that is traced itself would make a span of each export, and export that.
      const untraced = { [UNTRACED_HEADER]: '1' };
      const headers = { ...untraced, ...this.target.headers, 'content-type': this.contentType, ...more };
      const request = this.request({ ...headers, 'content-length': String(body.byteLength) }, signal);
      const arrival = arrivalOf(request, this.url.protocol === 'https:' ? 'secureConnect' : 'connect');
      request.on('response', (response) => readAnswer(response, resolve));
      request.on('error', (cause) => reject(new NoAnswerError(arrival.isPossible, cause)));
      request.end(body);
    });
  }

  /** Node's module is asked for now and not on import: by now instrumentation knows it. */
  private request(headers: Record<string, string>, signal: AbortSignal): ClientRequest {
    const client =
      this.url.protocol === 'https:'
        ? process.getBuiltinModule('node:https')
        : process.getBuiltinModule('node:http');
    this.agent ??= new client.Agent({ keepAlive: true, maxSockets: MOST_SOCKETS, ...this.target.tls });
    return client.request(this.url, { method: 'POST', headers, agent: this.agent, signal });
  }
}

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
