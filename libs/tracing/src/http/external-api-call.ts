import { type Attributes, type Span, SpanKind, context as contexts } from '@opentelemetry/api';
import { CONSTITUTIONAL_HASH, TRACE_CATEGORY, TraceCategory } from '../governance/compliance.js';
import { complianceAttributes } from '../governance/constitutional-operation.js';
import { countGoverned, governedSpanOptions } from '../governance/governed-span.js';
import { ConstitutionalComplianceLevel } from '../governance/compliance.js';
import { injectTraceContext } from '../propagation/propagation-utils.js';
import { recordFailure } from '../spans/failure.js';
import { traceAsyncOperation } from '../spans/operation.js';
import { HttpStatusError, urlAttributes } from './finished-request.js';

/** How a call to somebody else's API is traced. */
export interface ExternalApiCallOptions {
  /**
   * Whether it is a governed operation: always sampled, with the policy's hash on the span and among the headers, there
   * only for hosts of `BAGGAGE_HOSTS`. Default false.
   */
  readonly constitutionalHeaders?: boolean;
  readonly attributes?: Attributes;
}

/**
 * Runs a call to somebody else's API in a CLIENT span `{METHOD} {provider}`, which records its error, or the status of
 * the answer that `fn` returns: 400 and more is an error.
 * @param provider who is called: `groq`, `github`
 * @param fn makes the call; its second argument are the headers to send along, with the trace context
 * @throws what `fn` throws
 */
export function traceExternalApiCall<T>(
  provider: string,
  url: string,
  method: string,
  { constitutionalHeaders = false, attributes = {} }: ExternalApiCallOptions,
  fn: (span: Span, headers: Record<string, string>) => T | Promise<T>,
): Promise<T> {
  const described = { ...attributes, ...describe(provider, url, method) };
  const governed = constitutionalHeaders ? complianceAttributes(TraceCategory.External) : {};
  const { attributes: all = {}, ...options } = constitutionalHeaders
    ? governedSpanOptions({ ...described, ...governed })
    : { attributes: described };
  const called = async (span: Span): Promise<T> => {
    try {
      const result = await fn(span, headersFor(url, constitutionalHeaders));
      recordStatus(span, result);
      return result;
    } finally {
      if (constitutionalHeaders) countGoverned(span, ConstitutionalComplianceLevel.Unknown);
    }
  };
  return traceAsyncOperation(`${method.toUpperCase()} ${provider}`, all, called, {
    kind: SpanKind.CLIENT,
    ...options,
  });
}

const describe = (provider: string, url: string, method: string): Attributes => ({
  'http.request.method': method.toUpperCase(),
  'peer.service': provider,
  [TRACE_CATEGORY]: TraceCategory.External,
  ...urlAttributes(url),
});

function headersFor(url: string, isGoverned: boolean): Record<string, string> {
  const host = URL.canParse(url) ? { host: new URL(url).hostname } : {};
  const headers: Record<string, string> = injectTraceContext<Record<string, string>>(
    {},
    { context: contexts.active(), ...host },
  );
  if (!isGoverned) Reflect.deleteProperty(headers, CONSTITUTIONAL_HASH);
  return headers;
}

/** Of `fetch` it is `status`, of `node:http` `statusCode`. */
function recordStatus(span: Span, result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  const status: unknown = 'status' in result ? result.status : Reflect.get(result, 'statusCode');
  if (typeof status !== 'number') return;
  span.setAttribute('http.response.status_code', status);
  if (status >= 400) recordFailure(span, new HttpStatusError(status));
}
