import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName } from '@throughline/contracts';
import { request } from 'undici';
import type { TestPlatform } from './platform.js';

export interface Question {
  readonly method?: 'GET' | 'POST';
  /** Besides the local token; `undefined` takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as it is. */
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly json: unknown;
}

/** A request with any headers at all, Host among them, which `fetch` would not send. */
export async function ask(
  platform: TestPlatform,
  service: ServiceName,
  path: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Answer> {
  const given = {
    authorization: `Bearer ${(await readFile(join(platform.home, 'token'), 'utf8')).trim()}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  const response = await request(platform.url(service, path), {
    method,
    headers: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    body: body ?? null,
    headersTimeout: 60_000,
  });
  const type = response.headers['content-type'];
  return { status: response.statusCode, type: String(type), json: parsed(await response.body.text()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
