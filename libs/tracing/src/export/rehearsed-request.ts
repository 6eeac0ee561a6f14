import { duplexPair } from 'node:stream';

/**
 * Sends a request to nobody and answers it itself. Node compiles its client of HTTP with the first one, which holds the
 * event loop for milliseconds: better now than when spans are sent.
 */
export function rehearseRequest(): void {
  const { ClientRequest } = process.getBuiltinModule('node:http');
  const [near, far] = duplexPair();
  const headers = { 'content-type': 'text/plain', 'content-length': '0' };
  const request = new ClientRequest({ method: 'POST', agent: false, headers, createConnection: () => near });
  request.on('response', (response) => response.resume());
  request.on('error', () => undefined);
  request.end();
  far.resume().end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
}
