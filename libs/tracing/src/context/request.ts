import { type Context, context as contexts, createContextKey } from '@opentelemetry/api';

/** The HTTP request that the work of a context is done for, as log lines name it. */
export interface RequestFields {
  readonly request_method: string;
  /** Without the query, which may hold what is secret. */
  readonly request_path: string;
}

const REQUEST = createContextKey('throughline request');
const MAX_PATH_LENGTH = 256;
const noted = new WeakMap<object, RequestFields>();

/** Remembers a request by its headers, which are what its context is extracted from. */
export function noteRequest(headers: object, method: string | undefined, path: string): void {
  noted.set(headers, { request_method: method ?? 'GET', request_path: path.slice(0, MAX_PATH_LENGTH) });
}

/** The context with the request whose headers the carrier is. */
export function withNotedRequest(context: Context, carrier: unknown): Context {
  const request = typeof carrier === 'object' && carrier !== null ? noted.get(carrier) : undefined;
  return request === undefined ? context : context.setValue(REQUEST, request);
}

/** The request that the active context belongs to. */
export function requestFields(context: Context = contexts.active()): RequestFields | undefined {
  const found = context.getValue(REQUEST);
  return isRequest(found) ? found : undefined;
}

const isRequest = (value: unknown): value is RequestFields =>
  typeof value === 'object' && value !== null && 'request_path' in value;
