import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { propagation } from '@opentelemetry/api';
import { UNTRACED_HEADER } from '../context/names.js';
import { CONSTITUTIONAL_HASH } from '../governance/compliance.js';
import type { CallerTrust } from './local-caller.js';
import { type RunCreation, enterRun, isRunCreation } from './run-creation.js';

const UNTRACED_PATH = /^\/(?:health|metrics$|internal\/traces\/)/;

/** What a process is told about the requests that it gets. */
export interface IncomingRequests {
  readonly runCreation?: RunCreation | undefined;
  /** Whose word about traces and runs is taken; everyone's, when not given. */
  readonly trust?: CallerTrust | undefined;
  /** Requests that are not traced, by their URL with the host. */
  readonly isExcluded?: ((url: string) => boolean) | undefined;
}

/**
 * Looks at a request before its context is extracted and its span starts: completes its headers with the run.
 * True: the request and all that it causes is not traced.
 */
export function prepareIncomingRequest(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  { runCreation, trust, isExcluded }: IncomingRequests,
): boolean {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  if (UNTRACED_PATH.test(path)) return true;
  const { headers } = request;
  if (isExcluded?.(`http://${headers.host ?? ''}${request.url ?? '/'}`) === true) return true;
  if (trust !== undefined && !trust(headers)) dropClaims(headers);
  else if (headers[UNTRACED_HEADER] !== undefined) return true;
  else if (runCreation !== undefined && isRunCreation(runCreation, request.method, path)) enterRun(headers);
  return false;
}

/** What a propagation reads besides the headers that it names: Jaeger's baggage has a header for each entry. */
const CLAIMS = /^(?:traceparent|tracestate|baggage|idempotency-key|throughline-untraced|uberctx-.*)$/;

/**
 * Takes away what ties a request to a trace or a run, in whatever form of propagation. Who is not let in creates no
 * run, so that the key ties it to none.
 */
function dropClaims(headers: IncomingHttpHeaders): void {
  const fields = new Set(propagation.fields().map((name) => name.toLowerCase()));
  for (const name of Object.keys(headers)) {
    // The hash ties it to nothing: it says under which policy the request was made, and is compared by itself.
    if (name === CONSTITUTIONAL_HASH) continue;
    if (CLAIMS.test(name) || fields.has(name)) Reflect.deleteProperty(headers, name);
  }
}
