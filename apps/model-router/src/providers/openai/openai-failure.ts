import type { IncomingHttpHeaders } from 'node:http';
import type { ThroughlineError } from '@throughline/contracts';
import {
  ProviderRateLimitedError,
  ProviderRejectedError,
  ProviderUnauthorizedError,
  ProviderUnavailableError,
} from '../provider.errors.js';
import { redact } from './redact.js';
import { retryAfterMs } from './retry-after.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A 429 that no waiting heals. */
const NO_QUOTA = 'insufficient_quota';

/** What an answer that is no success means. */
export function failureOf(answer: HttpAnswer, key: string | undefined): ThroughlineError {
  const { status } = answer;
  const { code, message } = errorOf(answer.body);
  const said = redact(message, key);
  if (status === 401 || status === 403)
    return new ProviderUnauthorizedError('openai', 'OPENAI_API_KEY', status, said);
  if (status === 429 && code !== NO_QUOTA)
    return new ProviderRateLimitedError('openai', said, retryAfterMs(answer.headers));
  if (status >= 500 || status === 408) {
    const why = `it answers with status ${String(status)}${said === '' ? '' : `: ${said}`}`;
    return new ProviderUnavailableError('openai', why, { retryAfterMs: retryAfterMs(answer.headers) });
  }
  if (status >= 300 && status < 400) {
    return new ProviderRejectedError(
      'openai',
      status,
      'it sends the request elsewhere, which is not followed; check OPENAI_BASE_URL',
    );
  }
  return new ProviderRejectedError('openai', status, said);
}

/** Whether the server means that it has no such model. */
export const meansNoSuchModel = (answer: HttpAnswer): boolean =>
  (answer.status === 404 || answer.status === 400) && errorOf(answer.body).code === 'model_not_found';

/** The usual `{ error: { code, message } }`, or `{ error: "…" }`, as some servers have it. */
function errorOf(body: string): { code: string; message: string } {
  const error = property(parsed(body), 'error');
  if (typeof error === 'string') return { code: '', message: error };
  return { code: textOf(property(error, 'code')), message: textOf(property(error, 'message')) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
