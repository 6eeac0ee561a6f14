import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { STEP_MS, type Seen } from './exercise.js';
import { headerOf, localServer } from './local-server.js';

/** A server of the test's own, asked by `fetch` and by `node:http`. */
export async function exerciseHttp(): Promise<Seen[]> {
  const seen: Seen[] = [];
  await using server = await localServer((incoming, response) => {
    seen.push({
      by: `the HTTP server, asked by ${headerOf(incoming, 'user-agent')}`,
      traceparent: headerOf(incoming, 'traceparent'),
      baggage: headerOf(incoming, 'baggage'),
    });
    response.end('well');
  });
  await byFetch(`${server.origin}/self-test`);
  await byNodeHttp(`${server.origin}/self-test`);
  return seen;
}

async function byFetch(url: string): Promise<void> {
  const headers = { 'user-agent': 'fetch' };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(STEP_MS) });
  await answer.text();
}

function byNodeHttp(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { headers: { 'user-agent': 'node:http' }, signal: AbortSignal.timeout(STEP_MS) };
    request(url, options, (response) => void text(response).then(resolve, reject))
      .on('error', reject)
      .end();
  });
}
