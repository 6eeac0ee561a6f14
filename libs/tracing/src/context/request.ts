import { type Context, context as contexts, createContextKey } from '@opentelemetry/api';

/** The HTTP request that the work of a context is done for, as log lines name it. */
export interface RequestFields {
  readonly request_method: string;
  /** Without the query, which may hold what is secret. */
  readonly request_path: string;
}

const REQUEST = createContextKey('throughline request');
const MAX_PATH_LENGTH = 256;

/** The context of the work for this request. Not by a weak map from the request: those cost the collector more than all else here. */
export const withRequest = (context: Context, method: string, path: string): Context =>
  context.setValue(REQUEST, {
    request_method: method,
    request_path: path.length > MAX_PATH_LENGTH ? path.slice(0, MAX_PATH_LENGTH) : path,
  } satisfies RequestFields);

/** The request that the active context belongs to. */
export function requestFields(context: Context = contexts.active()): RequestFields | undefined {
  const found = context.getValue(REQUEST);
  return isRequest(found) ? found : undefined;
}

const isRequest = (value: unknown): value is RequestFields =>
  typeof value === 'object' && value !== null && 'request_path' in value;
