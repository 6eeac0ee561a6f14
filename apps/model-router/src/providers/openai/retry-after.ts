import type { IncomingHttpHeaders } from 'node:http';

/** How long the server asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` as seconds or as a date. */
export function retryAfterMs(headers: IncomingHttpHeaders, now = Date.now()): number | undefined {
  const exact = headers['retry-after-ms'];
  const milliseconds = typeof exact === 'string' ? decimal(exact) : undefined;
  if (milliseconds !== undefined) return milliseconds;
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const seconds = decimal(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const decimal = (text: string): number | undefined =>
  /^\s*\d{1,9}(?:\.\d{1,6})?\s*$/.test(text) ? Number(text) : undefined;
